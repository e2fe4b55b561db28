// Access tokens as RFC 9068 describes them: who may do what for the next ten minutes.
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';

export interface AccessTokenGrant {
  /** `usr_…` or `cli_…`. */
  readonly subject: string;
  readonly clientId: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly session?: string;
}

/** Seconds. */
export const accessTokenLifetime = 600;

export type IssueAccessToken = (grant: AccessTokenGrant) => Promise<string>;

export const createAccessTokens =
  ({
    issuer,
    audience,
    keys,
    clock,
    newId,
  }: {
    readonly issuer: string;
    readonly audience: string;
    readonly keys: SigningKeys;
    readonly clock: Clock;
    readonly newId: NewId;
  }): IssueAccessToken =>
  ({ subject, clientId, roles, scopes, session }) => {
    const iat = epochSeconds(clock);
    return keys.sign({
      iss: issuer,
      aud: audience,
      sub: subject,
      client_id: clientId,
      iat,
      exp: iat + accessTokenLifetime,
      jti: newId('jti'),
      scope: scopes.join(' '),
      roles,
      ...(session === undefined ? {} : { sid: session }),
    });
  };
