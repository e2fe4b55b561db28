// Who the visitor is: the tokens of the login and of the guest's cart, in cookies that no script can read.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from '../../clients/typescript/client.ts';
import { isProblem } from '../../clients/typescript/problem.ts';
import { createShopApi, type Schemas, type Trouble } from './shop-api.ts';
import type { Cookie, Incoming } from './visit.ts';

const names = { access: 'shop_access', refresh: 'shop_refresh', cart: 'shop_cart' } as const;

const seconds = { refresh: 30 * 86_400, cart: 30 * 86_400 } as const;
/** Renewed a little before the token itself ends. */
const earlySeconds = 30;

type TokenPair = Schemas['Tokens'];

export interface Session {
  readonly accessToken: string | undefined;
  readonly cartToken: string | undefined;
  /** To be sent with whatever is answered. */
  readonly cookies: readonly Cookie[];
  /** Why it cannot be said who the visitor is. */
  readonly trouble?: Trouble;
  /** Another tab may be bringing better tokens at this moment. */
  readonly isContested?: boolean;
}

export const loginCookies = ({ accessToken, refreshToken, expiresIn }: TokenPair): Cookie[] => [
  { name: names.access, value: accessToken, maxAge: Math.max(expiresIn - earlySeconds, 0) },
  { name: names.refresh, value: refreshToken, maxAge: seconds.refresh },
];

export const logoutCookies = (): Cookie[] =>
  Object.values(names).map((name) => ({ name, value: '', maxAge: 0 }));

export const cartCookies = (headers: Headers): Cookie[] => {
  const token = headers.get('x-cart-token');
  return token === null ? [] : [{ name: names.cart, value: token, maxAge: seconds.cart }];
};

export const isToken = (text: string): boolean => /^[\w.~+/=-]{1,4096}$/.test(text);

export const tokenIn = ({ cookies }: Incoming, name: string): string | undefined => {
  const value = cookies.get(name);
  return value !== undefined && isToken(value) ? value : undefined;
};

/** Which refresh token was refused, and when. */
const refused = { name: 'shop_refused', maxAge: 3_600 } as const;
/** Until then another tab has brought the token that took the place of this one. */
const tabsMs = 10_000;
/** In so many rounds a visitor waits for that: browsers follow twenty, and whoever sends tokens that are none must not hold the function meanwhile. */
const rounds = 10;

type Renewed = Omit<Session, 'cartToken'>;

/** Another tab may have renewed it a moment ago, and its cookie is better: only a token that is still sent after that is taken away. */
const afterRefusal = (
  { cookies }: Incoming,
  refreshToken: string,
  tabsPauseMs: number,
): Renewed => {
  const nobody = { accessToken: undefined, cookies: [] };
  const mark = createHash('sha256').update(refreshToken).digest('hex').slice(0, 16);
  const [known, at] = (cookies.get(refused.name) ?? '').split('.');
  if (known !== mark) {
    const seen = { ...refused, value: `${mark}.${Date.now()}` };
    return { ...nobody, cookies: [seen], isContested: true };
  }
  const age = Date.now() - Number(at);
  if (age < tabsPauseMs) return { ...nobody, isContested: true };
  if (age <= tabsMs) return nobody;
  const gone = [names.refresh, refused.name].map((name) => ({ name, value: '', maxAge: 0 }));
  return { ...nobody, cookies: gone };
};

/** What is left of the time of the visit is for its page. */
const renewalMs = 4_000;

const renew = async (
  url: string,
  refreshToken: string,
  incoming: Incoming,
  tabsPauseMs: number,
): Promise<Renewed> => {
  const api = createShopApi({
    url,
    requestId: incoming.requestId,
    accessToken: undefined,
    cartToken: undefined,
    signal: AbortSignal.timeout(renewalMs),
  });
  try {
    const tokens = await bodyOf(api.POST('/auth/refresh', { body: { refreshToken } }));
    return { accessToken: tokens.accessToken, cookies: loginCookies(tokens) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.status === 401) return afterRefusal(incoming, refreshToken, tabsPauseMs);
    return { accessToken: undefined, cookies: [], trouble: error.problem };
  }
};

/** @param tabsPauseMs so long another tab is given to bring better tokens */
export const sessionOf = async (
  incoming: Incoming,
  url: string,
  tabsPauseMs: number,
): Promise<Session> => {
  const cartToken = tokenIn(incoming, names.cart);
  const accessToken = tokenIn(incoming, names.access);
  const refreshToken = tokenIn(incoming, names.refresh);
  if (accessToken !== undefined || refreshToken === undefined) {
    return { accessToken, cartToken, cookies: [] };
  }
  const renewed = await renew(url, refreshToken, incoming, tabsPauseMs);
  if (renewed.isContested) await sleep(tabsPauseMs / rounds);
  return { cartToken, ...renewed };
};
