// Who the console is to the public API: a session of a member of staff, kept for all tabs of this browser.

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds of the epoch. */
  readonly expiresAt: number;
  readonly email: string;
}

/** Of the embedded cloud's seed; the account exists nowhere else. */
export const seeded = {
  email: 'admin@example.com',
  password: 'admin-password-please-change',
};

const place = 'tandem-console-session';
const lock = 'tandem-console-login';
/** A token that ends within this time is not sent any more. */
const earlyMs = 20_000;

export class LoginNeeded extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LoginNeeded';
  }
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

const stored = (): Session | 'left' | undefined => {
  const text = localStorage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as Session | 'left');
};

const keep = ({ accessToken, refreshToken, expiresIn }: Tokens, email: string): Session => {
  const session = { accessToken, refreshToken, email, expiresAt: Date.now() + expiresIn * 1000 };
  localStorage.setItem(place, JSON.stringify(session));
  return session;
};

const ask = async (path: string, body: unknown): Promise<Tokens> => {
  const response = await fetch(`/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as Tokens;
  const { title, detail } = (await response.json().catch(() => ({}))) as Record<string, string>;
  throw new LoginNeeded(detail ?? title ?? `the login answered ${response.status}`);
};

export const login = async (email: string, password: string, otp: string): Promise<void> => {
  keep(await ask('login', { email, password, ...(otp !== '' && { otp }) }), email);
};

/** Nobody is logged in by themselves after this. */
export const leave = (): void => localStorage.setItem(place, JSON.stringify('left'));

const renewed = async (): Promise<Session> => {
  const session = stored();
  if (session === 'left') throw new LoginNeeded('You have logged out.');
  if (session === undefined) return keep(await ask('login', seeded), seeded.email);
  if (session.expiresAt - earlyMs > Date.now()) return session;
  try {
    return keep(await ask('refresh', { refreshToken: session.refreshToken }), session.email);
  } catch (error) {
    // The data may have been reset since.
    if (session.email !== seeded.email) throw error;
    return keep(await ask('login', seeded), seeded.email);
  }
};

/** One request to the login at a time, over all tabs. */
export const accessToken = async (): Promise<string> => {
  const session = stored();
  if (typeof session === 'object' && session.expiresAt - earlyMs > Date.now()) {
    return session.accessToken;
  }
  return (await navigator.locks.request(lock, renewed)).accessToken;
};

/** The API knows the token no longer. */
export const forgetToken = (): void => {
  const session = stored();
  if (typeof session !== 'object') return;
  localStorage.setItem(place, JSON.stringify({ ...session, expiresAt: 0 }));
};

let customer: { readonly token: string; readonly until: number } | undefined;

/** An access token of the seeded customer, who places orders to watch. */
export const seededCustomer = async (): Promise<string> => {
  if (customer && customer.until > Date.now()) return customer.token;
  const { accessToken, expiresIn } = await ask('login', {
    email: 'demo@example.com',
    password: 'demo-password-please-change',
  });
  customer = { token: accessToken, until: Date.now() + expiresIn * 1000 - earlyMs };
  return accessToken;
};
