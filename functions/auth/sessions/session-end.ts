// Ending a session: this one, or another one of the caller's.
import { endSession } from '../../../events/http/auth/account.ts';
import { logout } from '../../../events/http/auth/auth.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import { logSecurityEvent } from '../audit.ts';
import type { Sessions } from './sessions.ts';

export const sessionEndEndpoints = (sessions: Pick<Sessions, 'end'>): Endpoint[] => [
  endpoint(logout, async (request) => {
    const { subject, session } = callerOf(request);
    if (session !== undefined) {
      await sessions.end({ userId: subject, id: session }, request.causation);
      logSecurityEvent(request.log, 'logged-out', { actor: subject, session });
    }
    return { status: 204 };
  }),

  endpoint(endSession, async (request) => {
    const { subject: userId } = callerOf(request);
    const { id } = request.params;
    if (!isId('ses', id)) throw new AppError('not-found');
    await sessions.end({ userId, id }, request.causation);
    logSecurityEvent(request.log, 'session-revoked', { actor: userId, session: id });
    return { status: 204 };
  }),
];
