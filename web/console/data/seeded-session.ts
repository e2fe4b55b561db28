// The console's session: that of the seeded administrator, kept for all tabs of this browser.
import { askForTokens, earlyMs, LoginNeeded, type Session, type Tokens } from './session.ts';

interface Kept {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds of the epoch. */
  readonly expiresAt: number;
  readonly email: string;
}

/** Of the embedded cloud's seed; the account exists nowhere else. */
const seeded = {
  email: 'admin@example.com',
  password: 'admin-password-please-change',
};

const place = 'tandem-console-session';
const lock = 'tandem-console-login';

const stored = (): Kept | 'left' | undefined => {
  const text = localStorage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as Kept | 'left');
};

const keep = ({ accessToken, refreshToken, expiresIn }: Tokens, email: string): Kept => {
  const kept = { accessToken, refreshToken, email, expiresAt: Date.now() + expiresIn * 1000 };
  localStorage.setItem(place, JSON.stringify(kept));
  return kept;
};

const renewed = async (): Promise<Kept> => {
  const kept = stored();
  if (kept === 'left') throw new LoginNeeded('You have logged out.');
  if (kept === undefined) return keep(await askForTokens('login', seeded), seeded.email);
  if (kept.expiresAt - earlyMs > Date.now()) return kept;
  try {
    return keep(await askForTokens('refresh', { refreshToken: kept.refreshToken }), kept.email);
  } catch (error) {
    // The data may have been reset since.
    if (kept.email !== seeded.email) throw error;
    return keep(await askForTokens('login', seeded), seeded.email);
  }
};

export const seededSession: Session = {
  suggested: seeded,
  /** One request to the login at a time, over all tabs. */
  async accessToken() {
    const kept = stored();
    if (typeof kept === 'object' && kept.expiresAt - earlyMs > Date.now()) return kept.accessToken;
    return (await navigator.locks.request(lock, renewed)).accessToken;
  },
  forgetToken() {
    const kept = stored();
    if (typeof kept !== 'object') return;
    localStorage.setItem(place, JSON.stringify({ ...kept, expiresAt: 0 }));
  },
  async login(email, password, otp) {
    const body = { email, password, ...(otp !== '' && { otp }) };
    keep(await askForTokens('login', body), email);
  },
  async leave() {
    localStorage.setItem(place, JSON.stringify('left'));
  },
};

let customer: { readonly token: string; readonly until: number } | undefined;

/** An access token of the seeded customer, who places orders to watch. */
export const seededCustomer = async (): Promise<string> => {
  if (customer && customer.until > Date.now()) return customer.token;
  const { accessToken, expiresIn } = await askForTokens('login', {
    email: 'demo@example.com',
    password: 'demo-password-please-change',
  });
  customer = { token: accessToken, until: Date.now() + expiresIn * 1000 - earlyMs };
  return accessToken;
};
