// One question to the token endpoint of the issuer: client_credentials (RFC 6749 section 4.4), its answer believed only as far as it makes sense.
import { AppError } from '../kernel/errors.ts';
import { parseSecret } from './secrets.ts';

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface IssuedToken {
  readonly value: string;
  readonly lifetimeMs: number;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** An answer of ours has a kilobyte. */
const maxBytes = 16 * 1024;
const maxToken = 4096;
/** As long as any verifier of ours takes a token for good, whatever the issuer says. */
const maxLifetimeSeconds = 900;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Of the value of the client's secret; until its first rotation it holds a placeholder. */
export const parseCredentials = (text: string): ClientCredentials => {
  const { clientId, clientSecret } = parseSecret(text);
  if (isText(clientId) && isText(clientSecret)) return { clientId, clientSecret };
  throw new Error('the client has no secret yet');
};

/** Form-encoded first: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

const basic = ({ clientId, clientSecret }: ClientCredentials): string =>
  `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`;

const bodyOf = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('the token endpoint answers too much');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The text may hold a token: it goes into no error.
  }
  throw new Error(`the token endpoint answers ${response.status} without JSON`);
};

const issued = (answer: Readonly<Record<string, unknown>>): IssuedToken => {
  const { access_token: value, token_type: type, expires_in: seconds } = answer;
  const isToken = isText(value) && value.length <= maxToken && /^[\w.~+/-]+=*$/.test(value);
  if (!isToken) throw new Error('the token endpoint answers without a token');
  if (!isText(type) || type.toLowerCase() !== 'bearer') {
    throw new Error('the token endpoint answers with another kind of token');
  }
  if (!Number.isSafeInteger(seconds) || Number(seconds) <= 0) {
    throw new Error('the token endpoint does not say how long the token is good');
  }
  return { value, lifetimeMs: Math.min(Number(seconds), maxLifetimeSeconds) * 1000 };
};

/** Throws `invalid-client` where the secret is not, or no longer, the client's; other refusals are `forbidden`, which nobody should repeat. */
export const requestToken = async (
  url: string,
  credentials: ClientCredentials,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<IssuedToken> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: basic(credentials),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    // The secret goes nowhere else.
    redirect: 'error',
    signal,
  });
  if (response.status >= 500) {
    await response.body?.cancel();
    throw new Error(`the token endpoint answers ${response.status}`);
  }
  const answer = await bodyOf(response);
  if (response.ok) return issued(answer);
  const isUnknown = answer.error === 'invalid_client';
  throw new AppError(isUnknown ? 'invalid-client' : 'forbidden', {
    cause: new Error(`the token endpoint answers ${response.status}`),
  });
};
