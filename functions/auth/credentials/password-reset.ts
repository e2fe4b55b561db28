// A forgotten password over HTTP.
import { confirmPasswordReset, requestPasswordReset } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { logSecurityEvent } from '../audit.ts';
import type { Throttle } from '../throttling/throttle.ts';
import { createAskForReset } from './reset-asking.ts';
import { createResetting } from './resetting.ts';

type Parts = Parameters<typeof createAskForReset>[0] &
  Parameters<typeof createResetting>[0] & { readonly throttle: Pick<Throttle, 'admitMail'> };

export const passwordResetEndpoints = ({ throttle, ...parts }: Parts): Endpoint[] => {
  const askForReset = createAskForReset(parts);
  const resetPassword = createResetting(parts);
  return [
    endpoint(requestPasswordReset, async ({ body, causation, log, sourceIp }) => {
      const email = checkedEmailAddress(body.email);
      await throttle.admitMail('password-reset', { account: email, sourceIp });
      await askForReset(email, causation);
      logSecurityEvent(log, 'password-reset-requested', { email, sourceIp });
      return { status: 202, body: { status: 'accepted' } };
    }),

    endpoint(confirmPasswordReset, async ({ body, causation, log, sourceIp }) => {
      const { id: target } = await resetPassword(body, { sourceIp, causation });
      logSecurityEvent(log, 'password-reset', { target });
      return { status: 204 };
    }),
  ];
};
