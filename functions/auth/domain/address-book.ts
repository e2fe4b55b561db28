// The addresses that a person keeps: one of them is the default for deliveries and one for bills, as long as there is any.
import type { Address } from '../../../events/schemas.ts';
import { AppError } from '../../../platform/kernel/errors.ts';

interface Entry {
  readonly id: string;
  readonly address: Address;
}

export interface AddressBook {
  /** The oldest first. */
  readonly entries: readonly Entry[];
  /** Ids of entries; none in an empty book. */
  readonly shipping?: string;
  readonly billing?: string;
  /** 0 before anything was kept. */
  readonly version: number;
}

/** What is asked for: the address as a whole, and which choices move to it. */
export interface AddressChange {
  readonly address?: Address;
  readonly defaultShipping?: true;
  readonly defaultBilling?: true;
}

export const emptyBook: AddressBook = { entries: [], version: 0 };

const mostAddresses = 20;

/** The oldest takes the place of a default that has gone. */
const settled = ({ entries, shipping, billing, version }: AddressBook): AddressBook => {
  const held = (id?: string) => (entries.some((entry) => entry.id === id) ? id : entries[0]?.id);
  return { entries, shipping: held(shipping), billing: held(billing), version };
};

const chosen = (book: AddressBook, id: string, change: AddressChange) => ({
  shipping: change.defaultShipping ? id : book.shipping,
  billing: change.defaultBilling ? id : book.billing,
});

const entryIn = (book: AddressBook, id: string): Entry => {
  const entry = book.entries.find((each) => each.id === id);
  if (entry === undefined) throw new AppError('not-found');
  return entry;
};

export const add = (
  book: AddressBook,
  id: string,
  change: AddressChange & { readonly address: Address },
): AddressBook => {
  if (book.entries.length >= mostAddresses) throw new AppError('too-many-addresses');
  const entries = [...book.entries, { id, address: change.address }];
  return settled({ ...book, ...chosen(book, id, change), entries });
};

export const change = (book: AddressBook, id: string, asked: AddressChange): AddressBook => {
  const before = entryIn(book, id);
  const after = { id, address: asked.address ?? before.address };
  const entries = book.entries.map((entry) => (entry === before ? after : entry));
  return settled({ ...book, ...chosen(book, id, asked), entries });
};

export const remove = (book: AddressBook, id: string): AddressBook => {
  const gone = entryIn(book, id);
  return settled({ ...book, entries: book.entries.filter((entry) => entry !== gone) });
};

/** As its owner is told of it. */
export const viewOf = (book: AddressBook, { id, address }: Entry) => ({
  id,
  address,
  defaultShipping: id === book.shipping,
  defaultBilling: id === book.billing,
});

/** Throws `not-found`. */
export const viewIn = (book: AddressBook, id: string) => viewOf(book, entryIn(book, id));
