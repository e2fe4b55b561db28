// Login over HTTP.
import { login } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { logSecurityEvent } from '../audit.ts';
import { UserChanged } from '../writes.ts';
import { createLogIn } from './logging-in.ts';

export const loginEndpoints = (parts: Parameters<typeof createLogIn>[0]): Endpoint[] => {
  const logIn = createLogIn(parts);
  return [
    endpoint(login, async ({ body, causation, header, log, sourceIp }) => {
      try {
        const { tokens, subject, usedRecoveryCode } = await logIn({
          ...body,
          email: checkedEmailAddress(body.email),
          userAgent: header('user-agent') ?? '',
          sourceIp,
          causation,
        });
        logSecurityEvent(log, 'login-succeeded', { actor: subject, sourceIp });
        if (usedRecoveryCode)
          logSecurityEvent(log, 'recovery-code-used', { actor: subject, sourceIp });
        return { status: 200, body: tokens };
      } catch (error) {
        // Somebody changed the account, or spent the same code, at the very moment.
        const refusal = error instanceof UserChanged ? new AppError('invalid-credentials') : error;
        if (isAppError(refusal)) {
          const event = refusal.code === 'rate-limited' ? 'login-throttled' : 'login-failed';
          logSecurityEvent(log, event, { email: body.email, sourceIp, reason: refusal.code });
        }
        throw refusal;
      }
    }),
  ];
};
