// The caller's password, changed by whoever knows it.
import { changePassword as changePasswordRoute } from '../../../events/http/auth/account.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { logSecurityEvent } from '../audit.ts';
import { changePassword } from '../domain/user.ts';
import type { Passwords } from './passwords.ts';
import { type StepUp, unchangedSince } from './step-up.ts';

export const passwordEndpoints = ({
  passwords,
  stepUp,
  changeAccount,
}: {
  readonly passwords: Pick<Passwords, 'choose'>;
  readonly stepUp: StepUp;
  readonly changeAccount: ChangeAccount;
}): Endpoint[] => [
  endpoint(changePasswordRoute, async (request) => {
    const { currentPassword, newPassword, otp } = request.body;
    const proven = await stepUp.prove(request, { password: currentPassword, otp });
    const hasMfa = proven.mfa !== undefined;
    const rules = { email: proven.email, hasMfa, pointer: '/newPassword' };
    const passwordHash = await passwords.choose(newPassword, rules);
    await changeAccount(proven.id, {
      causation: request.causation,
      decide: (before) => ({
        user: changePassword(unchangedSince(proven, before), passwordHash),
        messages: [accountMail(before, 'password-changed')],
      }),
    });
    logSecurityEvent(request.log, 'password-changed', { actor: proven.id });
    return { status: 204 };
  }),
];
