// A request through the shop: session, page, or what to say where there is none.
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { isProblem } from '../../clients/typescript/problem.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { html } from './html.ts';
import { heading, layout, type Trouble, troubleOf } from './layout.ts';
import { findRoute, type Match } from './pages.ts';
import { type Session, sessionOf } from './session.ts';
import { createShopApi } from './shop-api.ts';
import { languageFrom, languages, wordsOf } from './text.ts';
import {
  type Cookie,
  type Incoming,
  isOwnForm,
  type Page,
  type PageAnswer,
  proxyResult,
  readIncoming,
  type Visit,
} from './visit.ts';

export interface ShopOptions {
  readonly apiUrl: string;
  readonly log: Log;
}

const languageCookie = 'shop_language';
const yearSeconds = 31_536_000;

const chosenLanguage = ({ query }: Incoming): Cookie[] => {
  const wanted = languages.find((language) => language === query.get('language'));
  return wanted === undefined ? [] : [{ name: languageCookie, value: wanted, maxAge: yearSeconds }];
};

const troublePage = (visit: Visit, problem: Trouble): Page => {
  const title =
    problem.status === 404 ? visit.words.text('notFound') : visit.words.text('troubles');
  const main = html`${heading(title)}${problem.status !== 404 && troubleOf(visit.words, problem)}<p><a href="/">${visit.words.text('home')}</a></p>`;
  return { status: problem.status, title, main };
};

const notFound: Trouble = { status: 404, code: 'not-found', title: 'There is no such page' };
const foreignForm: Trouble = {
  status: 403,
  code: 'forbidden',
  title: 'This form was not sent by a page of this shop',
};

const toLogin = ({ path, query, method }: Incoming): PageAnswer => {
  const search = query.toString();
  const back = method === 'GET' ? `${path}${search === '' ? '' : `?${search}`}` : '/';
  return { to: `/login?next=${encodeURIComponent(back)}` };
};

const answerOf = async (visit: Visit, match: Match | undefined): Promise<PageAnswer> => {
  if (match === undefined) return troublePage(visit, notFound);
  if (match.route.method === 'POST' && !isOwnForm(visit)) return troublePage(visit, foreignForm);
  if (match.route.forCustomers === true && !visit.isLoggedIn) return toLogin(visit);
  try {
    return await match.route.answer(visit);
  } catch (error) {
    if (isAppError(error, 'not-found')) return troublePage(visit, notFound);
    if (!isProblem(error)) throw error;
    if (error.status === 401 && visit.isLoggedIn) return toLogin(visit);
    return troublePage(visit, error.problem);
  }
};

const send = (visit: Visit, answer: PageAnswer, session: Session): APIGatewayProxyResult => {
  const { requestId } = visit;
  const cookies = [...session.cookies, ...chosenLanguage(visit), ...(answer.cookies ?? [])];
  if ('to' in answer) {
    return proxyResult({ status: 303, location: answer.to, cookies, body: '', requestId });
  }
  const status = answer.status ?? 200;
  if ('title' in answer) {
    const body = layout(visit, answer.title, answer.main);
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
  ({ apiUrl, log }: ShopOptions) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const incoming = readIncoming(event);
    const line = log.child({ requestId: incoming.requestId, correlationId: incoming.requestId });
    const language = languageFrom(
      incoming.query.get('language') ?? incoming.cookies.get(languageCookie),
      incoming.header('accept-language'),
    );
    const { match, methods } = findRoute(incoming.method, incoming.segments);
    const none: Session = { accessToken: undefined, cartToken: undefined, cookies: [] };
    const session = await sessionOf(incoming, apiUrl).catch(() => none);
    const visit: Visit = {
      ...incoming,
      params: match?.params ?? {},
      words: wordsOf(language),
      isLoggedIn: session.accessToken !== undefined,
      accessToken: session.accessToken,
      api: createShopApi({ url: apiUrl, requestId: incoming.requestId, ...session }),
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
