// Registration over HTTP: the answer never tells whether an address is known, only a mail does.
import { register } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { logSecurityEvent } from '../audit.ts';
import type { Passwords } from '../credentials/passwords.ts';
import { checkPassword } from '../domain/password-rules.ts';
import type { Throttle } from '../throttling/throttle.ts';
import type { Register } from './registering.ts';

export const registrationEndpoints = ({
  registering,
  passwords,
  throttle,
}: {
  readonly registering: Register;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly throttle: Pick<Throttle, 'admitMail'>;
}): Endpoint[] => [
  endpoint(register, async ({ body, causation, log, sourceIp }) => {
    const email = checkedEmailAddress(body.email);
    checkPassword(body.password, { email });
    await throttle.admitMail('register', { account: email, sourceIp });
    const passwordHash = await passwords.hash(body.password);
    await registering(email, { name: body.name.trim(), passwordHash }, causation);
    logSecurityEvent(log, 'registered', { email, sourceIp });
    return { status: 202, body: { status: 'accepted' } };
  }),
];
