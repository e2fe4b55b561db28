// The caller's own account: reading it, changing the name, moving to another address.
import { changeProfile, readProfile } from '../../../events/http/auth/account.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkMatch, etagOf } from '../../../platform/http/precondition.ts';
import { opened, type StepUp, unchangedSince } from '../credentials/step-up.ts';
import type { User } from '../domain/user.ts';
import type { AccountChange, ChangeAccount } from './account-changes.ts';
import { profileFact } from './account-facts.ts';
import { type Moving, moveIn } from './moving.ts';

const profileOf = ({ id, email, name, roles, status, mfa, createdAt }: User) => ({
  id,
  email,
  name,
  roles,
  emailVerified: status !== 'pending',
  mfaEnabled: mfa !== undefined,
  createdAt,
});

const reply = (user: User) => ({
  status: 200,
  headers: { etag: etagOf(user) },
  body: profileOf(user),
});

const renamed = (before: User, name: string | undefined): Required<AccountChange> => {
  if (name === undefined) return { user: before, writes: [], messages: [] };
  const user = { ...before, name: name.trim() };
  return { user, writes: [], messages: [profileFact(user)] };
};

export const profileEndpoints = ({
  stepUp,
  moving,
  changeAccount,
}: {
  readonly stepUp: StepUp;
  readonly moving: Moving;
  readonly changeAccount: ChangeAccount;
}): Endpoint[] => [
  endpoint(readProfile, async (request) => reply(await stepUp.account(request))),

  endpoint(changeProfile, async (request) => {
    const { body, causation, sourceIp } = request;
    const move = moveIn(body);
    const proven = move && (await stepUp.prove(request, move.proof));
    if (move && proven) await moving.admit(proven, move.email, sourceIp);
    const expected = request.header('if-match');
    const user = await changeAccount(callerOf(request).subject, {
      causation,
      decide: async (before) => {
        if (expected !== undefined) checkMatch(expected, before);
        const base = proven === undefined ? opened(before) : unchangedSince(proven, before);
        const change = renamed(base, body.name);
        if (move === undefined || move.email === base.email) return change;
        const { writes, messages } = await moving.begin(change.user, move.email);
        return { ...change, writes, messages: [...change.messages, ...messages] };
      },
    });
    return reply(user);
  }),
];
