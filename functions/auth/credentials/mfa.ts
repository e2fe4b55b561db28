// The caller's one-time codes: asked for, and given up. Both ask for the password, and a code where MFA is on.
import { disableMfa, enrolMfa } from '../../../events/http/auth/account.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { logSecurityEvent } from '../audit.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { beginEnrolment, checkIsEnrolled } from './mfa-enrolment.ts';
import { type StepUp, unchangedSince } from './step-up.ts';

export const mfaEndpoints = ({
  stepUp,
  changeAccount,
}: {
  readonly stepUp: StepUp;
  readonly changeAccount: ChangeAccount;
}): Endpoint[] => [
  endpoint(enrolMfa, async (request) => {
    const proven = await stepUp.prove(request, request.body);
    const { mfaPending, shown } = beginEnrolment(proven);
    await changeAccount(proven.id, {
      causation: request.causation,
      decide: (before) => ({ user: { ...unchangedSince(proven, before), mfaPending } }),
    });
    return { status: 200, body: shown };
  }),

  endpoint(disableMfa, async (request) => {
    const proven = await stepUp.prove(request, request.body);
    checkIsEnrolled(proven);
    // A password that was long enough only beside a second factor must grow first.
    checkPassword(request.body.password, { email: proven.email });
    await changeAccount(proven.id, {
      causation: request.causation,
      decide: (before) => {
        const { mfa: _mfa, ...user } = unchangedSince(proven, before);
        return { user, messages: [accountMail(before, 'mfa-disabled')] };
      },
    });
    logSecurityEvent(request.log, 'mfa-disabled', { actor: proven.id });
    return { status: 204 };
  }),
];
