// The session of the staff pages: an access token of minutes in this tab; what lasts longer is in a cookie that no script reads.
import {
  askForTokens,
  earlyMs,
  LoginNeeded,
  type Session,
  type Tokens,
} from '../console/data/session.ts';

const lock = 'tandem-staff-session';

let held: { readonly token: string; readonly until: number } | undefined;

const hold = ({ accessToken, expiresIn }: Pick<Tokens, 'accessToken' | 'expiresIn'>): string => {
  held = { token: accessToken, until: Date.now() + expiresIn * 1000 - earlyMs };
  return accessToken;
};

const fresh = (): string | undefined =>
  held !== undefined && held.until > Date.now() ? held.token : undefined;

const ofShop = (what: 'begin' | 'token' | 'end', body?: URLSearchParams): Promise<Response> =>
  fetch(`/staff/session/${what}`, { method: 'POST', ...(body && { body }) });

const renewed = async (): Promise<string> => {
  const known = fresh();
  if (known !== undefined) return known;
  const response = await ofShop('token');
  if (response.status === 401) throw new LoginNeeded('For members of staff.');
  if (!response.ok) throw new Error(`The session answered ${response.status}.`);
  return hold((await response.json()) as Tokens);
};

export const staffSession: Session = {
  /** One renewal at a time, over all tabs: they share the cookie. */
  accessToken: async () => fresh() ?? (await navigator.locks.request(lock, renewed)),
  forgetToken() {
    held = undefined;
  },
  async login(email, password, otp) {
    const body = { email, password, ...(otp !== '' && { otp }) };
    const tokens = await askForTokens('login', body);
    const { refreshToken } = tokens;
    await navigator.locks.request(lock, async () => {
      const { ok, status } = await ofShop('begin', new URLSearchParams({ refreshToken }));
      if (!ok) throw new LoginNeeded(`The session cannot be kept: ${status}.`);
      hold(tokens);
    });
  },
  async leave() {
    held = undefined;
    await ofShop('end');
  },
};
