// The caller's own account: reading it, changing the name, moving to another address, asking to be forgotten.

import { changeProfile, readProfile, requestDeletion } from '../../../events/http/auth/account.ts';
import { message } from '../../../events/message.ts';
import { userDeletionRequested, userProfileChanged } from '../../../events/messages/auth.ts';
import type { Write } from '../../../platform/data/table.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { audit } from '../audit.ts';
import type { Owner } from '../credentials/owner.ts';
import { opened, provenCaller, unchangedSince } from '../credentials/step-up.ts';
import { erase, type User } from '../domain/user.ts';
import { newSecret } from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import { nobody, writes } from '../store.ts';
import type { AccountChange, ChangeAccount } from './account-changes.ts';
import { accountMail, mailTokenFor } from './account-mail.ts';

export const profileOf = ({ id, email, name, roles, status, mfa, createdAt }: User) => ({
  id,
  email,
  name,
  roles,
  emailVerified: status !== 'pending',
  mfaEnabled: mfa !== undefined,
  createdAt,
});

const etagOf = ({ version }: User): string => `"${version}"`;

/** A transaction takes a hundred writes; older sessions are gone by their time. */
const erasedSessions = 80;

export const profileEndpoints = (
  services: AuthServices,
  changeAccount: ChangeAccount,
  owner: Owner,
): Endpoint[] => {
  const { store, clock, throttle } = services;

  const reply = (user: User) => ({
    status: 200,
    headers: { etag: etagOf(user) },
    body: profileOf(user),
  });

  const rename = (before: User, name: string | undefined): AccountChange => {
    if (name === undefined) return { user: before };
    const user = { ...before, name: name.trim() };
    const { id: userId, email } = user;
    return {
      user,
      messages: [message(userProfileChanged, userId, { userId, email, name: user.name })],
    };
  };

  /** Each request for another address sends a mail, whose reader did not ask for it: counted by caller, by reader and by network. */
  const admitMail = async (caller: User, email: string, sourceIp: string): Promise<void> => {
    if (email === caller.email) return;
    await throttle.admitMail('change-email', { account: caller.id, sourceIp });
    await throttle.admitMail('register', { account: email, sourceIp });
  };

  /** Whoever holds the address already is told; the caller sees no difference. */
  const move = async (user: User, email: string): Promise<Omit<AccountChange, 'user'>> => {
    const holder = await store.user((await store.userIdOf(email)) ?? nobody);
    const token = newSecret();
    if (holder !== undefined) {
      return {
        writes: [writes.putMailToken(token, mailTokenFor(user, 'none', clock))],
        messages: [accountMail(holder, 'already-registered')],
      };
    }
    return {
      writes: [writes.putMailToken(token, { ...mailTokenFor(user, 'change-email', clock), email })],
      messages: [accountMail({ ...user, email }, 'verify-email', token)],
    };
  };

  const sessionsOf = async (user: User): Promise<Write[]> =>
    (await store.sessions(user.id)).slice(0, erasedSessions).map(writes.removeSession);

  return [
    endpoint(readProfile, async (request) =>
      reply(opened(await store.user(callerOf(request).subject))),
    ),

    endpoint(changeProfile, async (request) => {
      const { body, causation } = request;
      const { name, password, otp } = body;
      const email = body.email === undefined ? undefined : checkedEmailAddress(body.email);
      if (email !== undefined && password === undefined) {
        throw new AppError('validation-failed', {
          errors: [
            { pointer: '/password', code: 'required', detail: 'is required for a new address' },
          ],
        });
      }
      const proven =
        email === undefined || password === undefined
          ? undefined
          : await provenCaller({ store, owner, changeAccount }, request, { password, otp });
      if (proven !== undefined && email !== undefined) {
        await admitMail(proven, email, request.sourceIp);
      }
      const expected = request.header('if-match');
      const user = await changeAccount(callerOf(request).subject, {
        causation,
        decide: async (before) => {
          if (expected !== undefined && expected !== etagOf(before)) {
            throw new AppError('precondition-failed');
          }
          const base = proven === undefined ? opened(before) : unchangedSince(proven, before);
          const renamed = rename(base, name);
          if (email === undefined || email === base.email) return renamed;
          const moved = await move(renamed.user, email);
          return {
            ...renamed,
            ...moved,
            messages: [...(renamed.messages ?? []), ...(moved.messages ?? [])],
          };
        },
      });
      return reply(user);
    }),

    endpoint(requestDeletion, async (request) => {
      const proven = await provenCaller({ store, owner, changeAccount }, request, request.body);
      const { id } = proven;
      await changeAccount(id, {
        causation: request.causation,
        decide: async (before) => ({
          user: erase(unchangedSince(proven, before)),
          writes: [
            writes.freeEmail(before.email),
            writes.unlist(id),
            ...(await sessionsOf(before)),
          ],
          messages: [message(userDeletionRequested, id, { userId: id })],
        }),
      });
      audit(request.log, 'deletion-requested', { actor: id });
      return { status: 202, body: { status: 'accepted' } };
    }),
  ];
};
