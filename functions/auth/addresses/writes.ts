// How an address book is kept: as long as its account is active, and after the version that was read.
import { type Condition, isNew, versionIs, type Write } from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { AddressBook } from '../domain/address-book.ts';
import { addressBookKey, userKey } from '../writes.ts';

/** Another change of the address book was first: read it again and decide again. */
export class AddressesChanged extends Error {
  constructor(userId: string) {
    super(`the addresses of ${userId} were changed meanwhile`);
    this.name = 'AddressesChanged';
  }
}

const isActive: Condition = {
  expression: '#status = :active',
  names: { '#status': 'status' },
  values: { ':active': 'active' },
};

/** Nothing is kept of somebody who has been forgotten meanwhile. */
export const saveAddressBook = (userId: string, book: AddressBook): Write[] => [
  {
    check: userKey(userId),
    condition: isActive,
    refused: () => new AppError('unauthenticated'),
  },
  {
    put: { ...addressBookKey(userId), ...book, version: book.version + 1 },
    condition: book.version === 0 ? isNew : versionIs(book.version),
    refused: () => new AddressesChanged(userId),
  },
];
