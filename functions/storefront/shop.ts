// A request through the shop: session, page, or what to say where there is none.
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerOf, notFound, pagePathOf, troublePage } from './answering.ts';
import { chosenLanguage, wordsFor } from './language.ts';
import { layout } from './layout.ts';
import { findRoute } from './pages.ts';
import { type Session, sessionOf } from './session.ts';
import { createShopApi, visitTime } from './shop-api.ts';
import { type Incoming, type PageAnswer, proxyResult, readIncoming, type Visit } from './visit.ts';

export interface ShopOptions {
  readonly apiUrl: string;
  readonly log: Visit['log'];
  /** How long another tab is given to bring its tokens. @default a second */
  readonly tabsPauseMs?: number;
}

/** The same request once more, with the cookies that have come meanwhile. */
const onceMore = ({ path, query, requestId }: Incoming, { cookies }: Session) => {
  const search = query.toString();
  const location = search === '' ? path : `${path}?${search}`;
  return proxyResult({ status: 307, location, cookies, body: '', requestId });
};

const send = (visit: Visit, answer: PageAnswer, session: Session): APIGatewayProxyResult => {
  const { requestId } = visit;
  const cookies = [...session.cookies, ...chosenLanguage(visit), ...(answer.cookies ?? [])];
  if ('to' in answer) {
    return proxyResult({ status: 303, location: answer.to, cookies, body: '', requestId });
  }
  const status = answer.status ?? 200;
  if ('title' in answer) {
    const body = layout({ ...visit, path: pagePathOf(visit) }, answer.title, answer.main);
    return proxyResult({
      status,
      contentType: 'text/html; charset=utf-8',
      cookies,
      body,
      requestId,
    });
  }
  const { contentType, body, cacheControl } = answer;
  return proxyResult({
    status,
    contentType,
    cookies,
    body,
    requestId,
    ...(cacheControl === undefined ? {} : { cacheControl }),
  });
};

/** Answers whatever comes: an error of ours is a page as well. */
export const createShop =
  ({ apiUrl, log, tabsPauseMs = 1_000 }: ShopOptions) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const incoming = readIncoming(event);
    const line = log.child({ requestId: incoming.requestId, correlationId: incoming.requestId });
    const { match, methods } = findRoute(incoming.method, incoming.segments);
    const none: Session = { accessToken: undefined, cartToken: undefined, cookies: [] };
    const signal = visitTime();
    const session = match?.route.isFile
      ? none
      : await sessionOf(incoming, apiUrl, tabsPauseMs).catch(() => none);
    if (session.isContested) return onceMore(incoming, session);
    const { requestId } = incoming;
    const apiFor = ({ accessToken, cartToken }: Pick<Session, 'accessToken' | 'cartToken'>) =>
      createShopApi({ url: apiUrl, requestId, accessToken, cartToken, signal });
    const visit: Visit = {
      ...incoming,
      params: match?.params ?? {},
      words: wordsFor(incoming),
      isLoggedIn: session.accessToken !== undefined,
      trouble: session.trouble,
      accessToken: session.accessToken,
      apiAs: (accessToken) => apiFor({ accessToken, cartToken: undefined }),
      api: apiFor(session),
      log: line,
    };
    const isWrongMethod = match === undefined && methods.length > 0;
    let answer: PageAnswer;
    try {
      answer = isWrongMethod
        ? { ...troublePage(visit, notFound), status: 405 }
        : await answerOf(visit, match);
    } catch (error) {
      line.error({ error }, 'no page');
      answer = troublePage(visit, { status: 500, code: 'internal', title: 'internal' });
    }
    line.info(
      {
        method: incoming.method,
        route: match?.route.path,
        status: 'to' in answer ? 303 : (answer.status ?? 200),
      },
      'storefront.page',
    );
    const result = send(visit, answer, session);
    return isWrongMethod
      ? { ...result, headers: { ...result.headers, allow: methods.join(', ') } }
      : result;
  };
