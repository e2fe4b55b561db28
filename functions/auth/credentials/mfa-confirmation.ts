// The first code of the caller's device, after which codes are asked for.
import { confirmMfa } from '../../../events/http/auth/account.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { logSecurityEvent } from '../audit.ts';
import type { Throttle } from '../throttling/throttle.ts';
import { countedTry } from '../throttling/tries.ts';
import { enrolled } from './mfa-enrolment.ts';

export const confirmationEndpoints = ({
  throttle,
  changeAccount,
  clock,
}: {
  readonly throttle: Pick<Throttle, 'admitGuess'>;
  readonly changeAccount: ChangeAccount;
  readonly clock: Clock;
}): Endpoint[] => [
  endpoint(confirmMfa, async (request) => {
    const { subject, session: device } = callerOf(request);
    const { sourceIp, causation, body } = request;
    const tries = await throttle.admitGuess({ account: subject, sourceIp, device });
    await countedTry(tries, () =>
      changeAccount(subject, {
        causation,
        decide: (before) => ({
          user: enrolled(before, body.otp, clock.now()),
          messages: [accountMail(before, 'mfa-enabled')],
        }),
      }),
    );
    await tries.clear();
    logSecurityEvent(request.log, 'mfa-enabled', { actor: subject });
    return { status: 204 };
  }),
];
