// Why a token is refused.
import { AppError } from '../kernel/errors.ts';

/** Which check refused: for the log and the tests. Whoever sent the token is not told where it fails. */
export type TokenFault =
  | 'too-long'
  | 'not-a-jwt'
  | 'not-canonical'
  | 'not-an-object'
  | 'malformed-json'
  | 'duplicate-member'
  | 'forbidden-member'
  | 'too-deep'
  | 'validation-failed'
  | 'header-member'
  | 'algorithm'
  | 'type'
  | 'key-id'
  | 'unknown-key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'time'
  | 'future'
  | 'lifetime'
  | 'expired'
  | 'subject'
  | 'client'
  | 'token-id'
  | 'revoked';

export const refusal = (reason: TokenFault, cause?: unknown): AppError =>
  new AppError('unauthenticated', { reason, cause });

export const refuse = (reason: TokenFault): never => {
  throw refusal(reason);
};
