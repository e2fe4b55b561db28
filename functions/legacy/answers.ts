// What callers get of an answer: of the legacy shop never a page of its errors, and nothing that leads elsewhere.
import type { LegacyRule } from '../../events/http/legacy.ts';
import type { ErrorCode } from '../../events/problems.ts';
import type { Reply } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { translate } from './domain/translation.ts';
import type { Answer } from './side.ts';

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'invalid-state',
  410: 'not-found',
  412: 'precondition-failed',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  422: 'validation-failed',
  428: 'precondition-required',
  429: 'rate-limited',
};

const failed = (why: string): AppError => new AppError('legacy-failed', { cause: new Error(why) });

const typeOf = ({ headers }: Answer): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const isJson = (type: string): boolean => type === 'application/json' || type.endsWith('+json');

/** Old shops write Latin-1; ours is UTF-8. */
const textOf = ({ headers, body }: Answer): string => {
  const charset = /charset="?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(body);
  } catch {
    throw failed('its answer is no text in the charset that it names');
  }
};

/** Undefined where there is no body; throws where it is no JSON. */
export const jsonOf = (answer: Answer): unknown => {
  if (answer.body.byteLength === 0) return undefined;
  if (!isJson(typeOf(answer))) throw failed(`it answers with ${typeOf(answer) || 'no type'}`);
  try {
    return JSON.parse(textOf(answer));
  } catch (error) {
    throw error instanceof AppError ? error : failed('its answer is no JSON');
  }
};

const picked = ({ headers }: Answer, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );

const refusal = ({ status, headers }: Answer): AppError => {
  const code = codes[status];
  if (code === undefined) return failed(`it answers ${status}`);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new AppError(
    code,
    Number.isInteger(seconds) && seconds >= 0 ? { retryAfter: seconds } : {},
  );
};

/** On a route of ours: in our shape, as far as the rule says how. */
export const replyOfLegacy = (answer: Answer, { answer: template }: LegacyRule = {}): Reply => {
  const { status } = answer;
  if (status >= 400) throw refusal(answer);
  if (status >= 300) throw failed(`it leads elsewhere with ${status}`);
  const headers = { 'x-served-by': 'legacy', ...picked(answer, ['content-language']) };
  const body = jsonOf(answer);
  if (body === undefined) return { status, headers };
  if (template !== undefined) return { status, headers, body: translate(template, body) };
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: textOf(answer),
  };
};

const ofTandem = [
  'content-type',
  'etag',
  'idempotent-replayed',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'view-consistency',
  'www-authenticate',
  'x-cart-token',
];

/** As it came. */
export const replyOfTandem = (answer: Answer): Reply => ({
  status: answer.status,
  headers: { 'x-served-by': 'tandem', ...picked(answer, ofTandem) },
  ...(answer.body.byteLength > 0 && { body: Buffer.from(answer.body).toString('utf8') }),
});

/** Types that are text; pictures and files the legacy shop serves at its own address. */
const isText = (type: string): boolean =>
  type.startsWith('text/') || isJson(type) || /^application\/(xml|javascript|.+\+xml)$/.test(type);

/** A script of the legacy shop is a text here: our own pages run whatever script is of their address, by any of the names of https://mimesniff.spec.whatwg.org/#javascript-mime-type. */
const shownAs = (type: string): string =>
  /(?:java|ecma|j|live)script[\d.]*$/.test(type) ? 'text/plain' : type;

/** Where a redirect within the legacy shop leads, as seen from outside; `asked` is what it is relative to. */
const locationOf = ({ headers }: Answer, base: string, prefix: string, asked: string): string => {
  const target = headers.get('location') ?? '';
  if (target === '' || !URL.canParse(target, asked)) throw failed('it leads nowhere');
  const { href } = new URL(target, asked);
  if (!href.startsWith(`${base}/`)) throw failed('it leads to another place');
  return `${prefix}${href.slice(base.length)}`;
};

/**
 * On its own paths: as it came, but for pages of errors. What it shows in a browser shares no origin with us.
 * @param prefix path under which the legacy shop is reached from outside
 * @param path what was asked for, below the base
 */
export const replyAsItCame = (answer: Answer, base: string, prefix: string, path = '/'): Reply => {
  const { status } = answer;
  const type = typeOf(answer);
  if (status >= 400 && !isJson(type)) throw refusal(answer);
  const headers = {
    'x-served-by': 'legacy',
    'content-security-policy': 'sandbox',
    ...picked(answer, ['content-language', 'retry-after']),
  };
  if (status >= 300 && status < 400) {
    return {
      status,
      headers: { ...headers, location: locationOf(answer, base, prefix, `${base}${path}`) },
    };
  }
  if (answer.body.byteLength === 0) return { status, headers };
  if (!isText(type)) throw failed(`it answers with ${type || 'no type'}`);
  return {
    status,
    headers: { ...headers, 'content-type': `${shownAs(type)}; charset=utf-8` },
    body: textOf(answer),
  };
};
