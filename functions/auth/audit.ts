// The audit log: one structured line for each security event, and an item for what administrators change; no secrets, addresses or tokens.

import type { Write } from '../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../platform/kernel/clock.ts';
import { emailAddressOf } from '../../platform/kernel/email-address.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { sha256 } from './secret-token.ts';

export type SecurityEvent =
  | 'registered'
  | 'address-verified'
  | 'login-succeeded'
  | 'login-failed'
  | 'login-throttled'
  | 'refresh-token-reused'
  | 'logged-out'
  | 'session-revoked'
  | 'password-changed'
  | 'password-reset-requested'
  | 'password-reset'
  | 'mfa-enabled'
  | 'mfa-disabled'
  | 'recovery-code-used'
  | 'deletion-requested'
  | 'roles-changed'
  | 'account-disabled'
  | 'account-enabled'
  | 'token-revoked'
  | 'client-registered'
  | 'client-secret-rotated'
  | 'client-removed'
  | 'client-authentication-failed';

export interface AuditDetail {
  /** Who did it: a user or client id. */
  readonly actor?: string;
  /** Whom it was done to. */
  readonly target?: string;
  readonly email?: string;
  readonly sourceIp?: string;
  readonly session?: string;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly reason?: string;
}

/** An address is only ever logged as its hash. */
export const emailHash = (email: string): string =>
  sha256(emailAddressOf(email) ?? email).slice(0, 22);

export const logSecurityEvent = (
  log: Log,
  event: SecurityEvent,
  { email, ...detail }: AuditDetail,
): void => {
  const hashed = email === undefined ? {} : { emailHash: emailHash(email) };
  log.info({ audit: { event, ...detail, ...hashed } }, 'security event');
};

const yearSeconds = 365 * 86_400;

/** Of a day in UTC. */
export const auditPartition = (day: string): string => `AUDIT#${day}`;

/** What an entry says of a change. */
export interface Audited extends Omit<AuditDetail, 'email'> {
  readonly event: SecurityEvent;
  readonly at: string;
}

/** The entry of a change by an administrator, written in the transaction of the change and kept for a year. */
export const auditWrite = (
  event: SecurityEvent,
  detail: Omit<AuditDetail, 'email'>,
  { clock, id }: { clock: Clock; id: string },
): Write => {
  const at = isoTime(clock);
  const expiresAt = epochSeconds(clock) + yearSeconds;
  return {
    put: {
      pk: auditPartition(at.slice(0, 10)),
      sk: `${at}#${id}`,
      event,
      at,
      ...detail,
      expiresAt,
    },
  };
};
