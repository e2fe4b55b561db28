// A change of an account by an administrator, with its entry in the audit log in the same transaction.
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { checkMatch } from '../../../platform/http/precondition.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { type AuditDetail, auditWrite, logSecurityEvent, type SecurityEvent } from '../audit.ts';
import type { User } from '../domain/user.ts';
import type { AccountChange, ChangeAccount } from './account-changes.ts';

interface AuditedChange extends AuditDetail {
  readonly event: SecurityEvent;
  readonly decide: (user: User) => Omit<AccountChange, 'writes'>;
}

/** The account of the target as it is then. */
export type ChangeAudited = (
  request: Request,
  target: string,
  change: AuditedChange,
) => Promise<User>;

export const createChangeAudited =
  ({
    changeAccount,
    clock,
    newId,
  }: {
    readonly changeAccount: ChangeAccount;
    readonly clock: Clock;
    readonly newId: NewId;
  }): ChangeAudited =>
  async (request, target, { event, decide, ...detail }) => {
    const entry = { ...detail, actor: callerOf(request).subject, target };
    const expected = request.header('if-match');
    const user = await changeAccount(target, {
      causation: request.causation,
      decide: (before) => {
        if (expected !== undefined) checkMatch(expected, before);
        const write = auditWrite(event, entry, { clock, id: newId('aud') });
        return { ...decide(before), writes: [write] };
      },
    });
    logSecurityEvent(request.log, event, entry);
    return user;
  };
