// Registration: the answer never tells whether an address is known, only a mail does.
import { register, verifyEmail } from '../../events/http/auth.ts';
import { message } from '../../events/message.ts';
import { userVerified } from '../../events/messages/auth.ts';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import { epochSeconds, isoTime } from '../../platform/clock.ts';
import type { Work } from '../../platform/data/unit-of-work.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { audit } from './audit.ts';
import {
  newUser,
  type Registration,
  registerAgain,
  type User,
  verifyAddress,
} from './domain/user.ts';
import { newSecret } from './secret-token.ts';
import type { AuthServices } from './services.ts';
import { type MailPurpose, normaliseEmail, UserChanged, userPartition, writes } from './store.ts';

/** Seconds a link in a mail is good for. */
export const mailTokenLifetime = 30 * 60;

type Change = Omit<Work, 'causation'>;

export const registrationEndpoints = (services: AuthServices): Endpoint[] => {
  const { store, commit, passwords, clock, newId } = services;

  const mailToken = (user: User, token: string, purpose: MailPurpose) =>
    writes.putMailToken(token, {
      purpose,
      userId: user.id,
      epoch: user.epoch,
      expiresAt: epochSeconds(clock) + mailTokenLifetime,
    });

  const verificationMail = ({ id, email, name }: User, token: string) =>
    message(sendAccountMail, id, { userId: id, email, name, template: 'verify-email', token });

  /** Every case writes a token and a mail, so that none is told by its time. */
  const changeFor = (user: User | undefined, registration: Registration): Change => {
    const token = newSecret();
    if (user !== undefined && user.status !== 'pending') {
      const { id, email, name } = user;
      return {
        pk: userPartition(id),
        writes: [mailToken(user, token, 'none')],
        messages: [
          message(sendAccountMail, id, { userId: id, email, name, template: 'already-registered' }),
        ],
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
        mailToken(registered, token, 'verify-email'),
      ],
      messages: [verificationMail(registered, token)],
    };
  };

  const find = async (email: string): Promise<User | undefined> => {
    const id = await store.userIdOf(email);
    return id === undefined ? undefined : store.user(id);
  };

  return [
    endpoint(register, async ({ body, causation, log, sourceIp }) => {
      const email = normaliseEmail(body.email);
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

    endpoint(verifyEmail, async ({ body, causation, log }) => {
      const token = await store.mailToken(body.token);
      const isGood = token?.purpose === 'verify-email' && token.expiresAt > epochSeconds(clock);
      const user = isGood ? await store.user(token.userId) : undefined;
      if (token === undefined || user === undefined) throw new AppError('invalid-token');
      const verified = verifyAddress(user, token.epoch);
      const { id, email, name } = verified;
      await commit({
        pk: userPartition(id),
        writes: [writes.spendMailToken(body.token), writes.saveUser(verified)],
        messages: [message(userVerified, id, { userId: id, email, name })],
        sequence: verified.version + 1,
        causation,
      });
      audit(log, 'address-verified', { target: id });
      return { status: 204 };
    }),
  ];
};
