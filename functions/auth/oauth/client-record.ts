// A change of an OAuth client by an administrator, with its entry in the audit log in the same transaction; others hear of its end.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import { clientRemoved } from '../../../events/messages/auth.ts';
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { auditWrite, logSecurityEvent, type SecurityEvent } from '../audit.ts';
import { type OAuthClient, subjectOf } from '../domain/client.ts';

export type RecordClient = (
  request: Request,
  event: SecurityEvent,
  changed: {
    readonly writes: Work['writes'];
    readonly client: Pick<OAuthClient, 'id' | 'scopes'>;
  },
) => Promise<void>;

const removalFact = ({ id }: Pick<OAuthClient, 'id'>): OutgoingMessage => {
  const subject = subjectOf(id);
  return message(clientRemoved, subject, { subject });
};

export const createRecordClient =
  ({
    commit,
    clock,
    newId,
  }: {
    readonly commit: CommitWork;
    readonly clock: Clock;
    readonly newId: NewId;
  }): RecordClient =>
  async (request, event, { writes, client }) => {
    const { id: target, scopes } = client;
    const detail = { actor: callerOf(request).subject, target, scopes };
    await commit({
      pk: `CLIENT#${target}`,
      writes: [...writes, auditWrite(event, detail, { clock, id: newId('aud') })],
      messages: event === 'client-removed' ? [removalFact(client)] : [],
      causation: request.causation,
    });
    logSecurityEvent(request.log, event, detail);
  };
