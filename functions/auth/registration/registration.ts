// Registration: the answer never tells whether an address is known, only a mail does.

import { register } from '../../../events/http/auth/auth.ts';
import type { Write } from '../../../platform/data/table.ts';
import type { Work } from '../../../platform/data/unit-of-work.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { isoTime } from '../../../platform/kernel/clock.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { accountMail, mailTokenFor } from '../accounts/account-mail.ts';
import { audit } from '../audit.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { newUser, type Registration, type User } from '../domain/user.ts';
import { newSecret } from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import { nobody, UserChanged, userPartition, writes } from '../store.ts';

type Change = Omit<Work, 'causation'>;

/** The items of a new account: whoever has one already writes as many that mean nothing. */
const accountItems = 3;

export const registrationEndpoints = (services: AuthServices): Endpoint[] => {
  const { store, commit, passwords, throttle, clock, newId } = services;

  const fillers = (): Write[] =>
    Array.from({ length: accountItems }, () =>
      writes.putMailToken(newSecret(), mailTokenFor({ id: nobody, epoch: 0 }, 'none', clock)),
    );

  /** The link carries what was chosen with it; the account takes it over when the link is followed, and not before. */
  const linked = (user: User, registration: Registration, accountWrites: Write[]): Change => {
    const token = newSecret();
    const item = { ...mailTokenFor(user, 'verify-email', clock), registration };
    return {
      pk: userPartition(user.id),
      writes: [...accountWrites, writes.putMailToken(token, item)],
      messages: [accountMail({ ...user, name: registration.name }, 'verify-email', token)],
    };
  };

  /** Every case reads and writes as much, so that none is told by its time. */
  const changeFor = async (email: string, registration: Registration): Promise<Change> => {
    const user = await store.user((await store.userIdOf(email)) ?? nobody);
    if (user === undefined) {
      const created = newUser(newId('usr'), { email, ...registration }, isoTime(clock));
      return linked(created, registration, writes.createUser(created));
    }
    if (user.status === 'pending') return linked(user, registration, fillers());
    return {
      pk: userPartition(user.id),
      writes: [...fillers(), writes.putMailToken(newSecret(), mailTokenFor(user, 'none', clock))],
      messages: [accountMail(user, 'already-registered')],
    };
  };

  return [
    endpoint(register, async ({ body, causation, log, sourceIp }) => {
      const email = checkedEmailAddress(body.email);
      checkPassword(body.password, { email });
      await throttle.admitMail('register', { account: email, sourceIp });
      const passwordHash = await passwords.hash(body.password);
      const registration = { name: body.name.trim(), passwordHash };
      const attempt = async () => commit({ ...(await changeFor(email, registration)), causation });
      try {
        await attempt();
      } catch (error) {
        // Another registration was faster; the account it made is found now.
        if (!(error instanceof UserChanged)) throw error;
        await attempt();
      }
      audit(log, 'registered', { email, sourceIp });
      return { status: 202, body: { status: 'accepted' } };
    }),
  ];
};
