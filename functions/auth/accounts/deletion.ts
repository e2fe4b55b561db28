// The caller asks to be forgotten.
import { requestDeletion } from '../../../events/http/auth/account.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { logSecurityEvent } from '../audit.ts';
import { type StepUp, unchangedSince } from '../credentials/step-up.ts';
import { erase } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import { writes } from '../writes.ts';
import type { ChangeAccount } from './account-changes.ts';
import { deletionFact } from './account-facts.ts';

/** A transaction takes a hundred writes; older sessions are gone by their time. */
const erasedSessions = 80;

export const deletionEndpoints = ({
  store,
  stepUp,
  changeAccount,
}: {
  readonly store: Pick<AccountStore, 'sessions'>;
  readonly stepUp: StepUp;
  readonly changeAccount: ChangeAccount;
}): Endpoint[] => [
  endpoint(requestDeletion, async (request) => {
    const proven = await stepUp.prove(request, request.body);
    const { id } = proven;
    await changeAccount(id, {
      causation: request.causation,
      decide: async (before) => {
        const user = erase(unchangedSince(proven, before));
        const sessions = (await store.sessions(id)).slice(0, erasedSessions);
        const gone = sessions.map(writes.removeSession);
        return {
          user,
          writes: [
            writes.freeEmail(before.email),
            writes.removeRegistration(before.email),
            writes.unlist(id),
            writes.removeAddressBook(id),
            ...gone,
          ],
          messages: [deletionFact(id)],
        };
      },
    });
    logSecurityEvent(request.log, 'deletion-requested', { actor: id });
    return { status: 202, body: { status: 'accepted' } };
  }),
];
