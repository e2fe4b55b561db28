// Changes of an address book: read, decide, write with the version that was read, and again when somebody was faster.
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { checkMatch } from '../../../platform/http/precondition.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { AddressBook } from '../domain/address-book.ts';
import type { AccountStore } from '../store.ts';
import { userPartition } from '../writes.ts';
import { AddressesChanged, saveAddressBook } from './writes.ts';

/** The caller's book as it is then. Throws what `decide` throws, `precondition-failed`, or `unauthenticated` where the account is closed. */
export type ChangeBook = (
  request: Request,
  decide: (book: AddressBook) => AddressBook,
) => Promise<AddressBook>;

const isStale = (error: unknown): boolean => error instanceof AddressesChanged;

export const createBookChanges = ({
  store,
  commit,
}: {
  readonly store: Pick<AccountStore, 'addressBook'>;
  readonly commit: CommitWork;
}): ChangeBook => {
  const changeOnce: ChangeBook = async (request, decide) => {
    const { subject } = callerOf(request);
    const before = await store.addressBook(subject);
    const expected = request.header('if-match');
    if (expected !== undefined) checkMatch(expected, before);
    const after = decide(before);
    await commit({
      pk: userPartition(subject),
      writes: saveAddressBook(subject, after),
      causation: request.causation,
    });
    return { ...after, version: after.version + 1 };
  };

  return (request, decide) => retryOn(isStale, () => changeOnce(request, decide));
};
