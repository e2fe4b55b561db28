// Who an OAuth client is (RFC 6749 section 2.3): HTTP Basic or form members, never both, in the same time whether it exists or not.

import type { RouteContract } from '../../../events/http/route.ts';
import type { Handle } from '../../../platform/http/endpoint.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { logSecurityEvent } from '../audit.ts';
import { firstPartyClient, type OAuthClient, validSecretHashes } from '../domain/client.ts';
import { isSame, sha256 } from '../secret-token.ts';
import type { AccountReader } from '../store.ts';

export interface ClientCredentials {
  readonly id: string;
  /** Absent for a public client. */
  readonly secret?: string;
}

export interface Authenticating {
  readonly store: Pick<AccountReader, 'client'>;
  readonly clock: Clock;
}

interface CredentialFields {
  readonly client_id?: string;
  readonly client_secret?: string;
}

const refusal = (): AppError =>
  new AppError('invalid-client', { headers: { 'www-authenticate': 'Basic realm="oauth"' } });

/** Basic credentials of OAuth are form-encoded first: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
const formDecode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refusal();
  }
};

const fromBasic = (header: string): ClientCredentials => {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw refusal();
  return { id: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) };
};

export const credentialsOf = (
  authorization: string | undefined,
  { client_id: id, client_secret: secret }: CredentialFields,
): ClientCredentials => {
  if (authorization !== undefined) {
    const basic = fromBasic(authorization);
    if (secret !== undefined || (id !== undefined && id !== basic.id)) {
      throw new AppError('malformed-request', { detail: 'Authenticate in one way only.' });
    }
    return basic;
  }
  if (id === undefined) throw refusal();
  return { id, ...(secret === undefined ? {} : { secret }) };
};

/** No secret has it as its hash, and it takes as long to compare. */
const noSecret = sha256('');

/** A confidential client that has shown one of its secrets. Throws `invalid-client`. */
export const authenticateClient = async (
  { store, clock }: Authenticating,
  { id, secret = '' }: ClientCredentials,
): Promise<OAuthClient> => {
  const client = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await store.client(id) : undefined;
  const hashes = client === undefined ? [] : validSecretHashes(client, clock.now());
  const [first = noSecret, second = noSecret] = hashes;
  const presented = sha256(secret);
  // Both are compared, so that neither their number nor the place of the match shows.
  const matches = [isSame(presented, first), isSame(presented, second)].includes(true);
  if (client === undefined || secret === '' || !matches) throw refusal();
  return client;
};

/** The id of the client, which the first-party client shows without a secret. */
export const clientIdOf = async (
  services: Authenticating,
  credentials: ClientCredentials,
): Promise<string> => {
  if (credentials.id === firstPartyClient && credentials.secret === undefined) {
    return firstPartyClient;
  }
  return (await authenticateClient(services, credentials)).id;
};

/** Leaves an entry in the audit log when a client does not show who it is. */
export const recordingRefusals =
  <C extends RouteContract>(handle: Handle<C>): Handle<C> =>
  async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (isAppError(error, 'invalid-client')) {
        logSecurityEvent(request.log, 'client-authentication-failed', {
          sourceIp: request.sourceIp,
        });
      }
      throw error;
    }
  };
