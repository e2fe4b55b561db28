// Registration: the answer never tells whether an address is known, only a mail does.
import { register } from '../../events/http/auth.ts';
import { isoTime } from '../../platform/clock.ts';
import type { Work } from '../../platform/data/unit-of-work.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { accountMail, mailTokenFor } from './account-mail.ts';
import { audit } from './audit.ts';
import { checkPassword } from './domain/password-rules.ts';
import { newUser, type Registration, registerAgain, type User } from './domain/user.ts';
import { newSecret } from './secret-token.ts';
import type { AuthServices } from './services.ts';
import { newEmail, UserChanged, userPartition, writes } from './store.ts';

type Change = Omit<Work, 'causation'>;

export const registrationEndpoints = (services: AuthServices): Endpoint[] => {
  const { store, commit, passwords, throttle, clock, newId } = services;

  /** Every case writes a token and a mail, so that none is told by its time. */
  const changeFor = (user: User | undefined, registration: Registration): Change => {
    const token = newSecret();
    if (user !== undefined && user.status !== 'pending') {
      return {
        pk: userPartition(user.id),
        writes: [writes.putMailToken(token, mailTokenFor(user, 'none', clock))],
        messages: [accountMail(user, 'already-registered')],
      };
    }
    const registered =
      user === undefined
        ? newUser(newId('usr'), registration, isoTime(clock))
        : registerAgain(user, registration);
    return {
      pk: userPartition(registered.id),
      writes: [
        ...(user === undefined ? writes.createUser(registered) : [writes.saveUser(registered)]),
        writes.putMailToken(token, mailTokenFor(registered, 'verify-email', clock)),
      ],
      messages: [accountMail(registered, 'verify-email', token)],
    };
  };

  const find = async (email: string): Promise<User | undefined> => {
    const id = await store.userIdOf(email);
    return id === undefined ? undefined : store.user(id);
  };

  return [
    endpoint(register, async ({ body, causation, log, sourceIp }) => {
      const email = newEmail(body.email);
      checkPassword(body.password, { email });
      await throttle.admit('register', { account: email, sourceIp });
      const passwordHash = await passwords.hash(body.password);
      const registration = { email, name: body.name.trim(), passwordHash };
      const attempt = async () =>
        commit({ ...changeFor(await find(email), registration), causation });
      try {
        await attempt();
      } catch (error) {
        if (!(error instanceof UserChanged)) throw error;
        await attempt();
      }
      audit(log, 'registered', { email, sourceIp });
      return { status: 202, body: { status: 'accepted' } };
    }),
  ];
};
