// Who these pages are to the public API: a member of staff. Where the session is kept is another thing for each set of pages.

/** An address and password that the login is filled in with. */
interface Suggested {
  readonly email: string;
  readonly password: string;
}

export interface Session {
  /** Throws `LoginNeeded`. */
  accessToken(): Promise<string>;
  /** The API knows the token no longer. */
  forgetToken(): void;
  /** Throws `LoginNeeded` where the API lets nobody in. */
  login(email: string, password: string, otp: string): Promise<void>;
  /** Nobody is logged in by themselves after this. */
  leave(): Promise<void>;
  readonly suggested?: Suggested;
}

export class LoginNeeded extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LoginNeeded';
  }
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** A token that ends within this time is not sent any more. */
export const earlyMs = 20_000;

export const askForTokens = async (path: 'login' | 'refresh', body: unknown): Promise<Tokens> => {
  const response = await fetch(`/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as Tokens;
  const { title, detail } = (await response.json().catch(() => ({}))) as Record<string, string>;
  throw new LoginNeeded(detail ?? title ?? `the login answered ${response.status}`);
};

let session: Session | undefined;

/** Before anything is shown. */
export const startSession = (made: Session): void => {
  session = made;
};

export const currentSession = (): Session => {
  if (session === undefined) throw new Error('these pages have no session');
  return session;
};
