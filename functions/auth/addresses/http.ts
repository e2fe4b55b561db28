// Every route of the address book.
import * as contracts from '../../../events/http/auth/addresses.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { etagOf } from '../../../platform/http/precondition.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import type { StepUp } from '../credentials/step-up.ts';
import * as books from '../domain/address-book.ts';
import { createBookChanges } from './changing.ts';

const headersOf = (book: books.AddressBook) => ({ etag: etagOf(book) });

type Parts = Parameters<typeof createBookChanges>[0] & {
  readonly stepUp: Pick<StepUp, 'account'>;
  readonly newId: NewId;
};

export const addressEndpoints = ({ stepUp, newId, ...parts }: Parts): Endpoint[] => {
  const changeBook = createBookChanges(parts);
  return [
    endpoint(contracts.listAddresses, async (request) => {
      const { id } = await stepUp.account(request);
      const book = await parts.store.addressBook(id);
      const items = book.entries.map((entry) => books.viewOf(book, entry));
      return { status: 200, headers: headersOf(book), body: { items, nextCursor: null } };
    }),

    endpoint(contracts.addAddress, async (request) => {
      const id = newId('adr');
      const book = await changeBook(request, (before) => books.add(before, id, request.body));
      return { status: 201, headers: headersOf(book), body: books.viewIn(book, id) };
    }),

    endpoint(contracts.changeAddress, async (request) => {
      const { id } = request.params;
      const book = await changeBook(request, (before) => books.change(before, id, request.body));
      return { status: 200, headers: headersOf(book), body: books.viewIn(book, id) };
    }),

    endpoint(contracts.removeAddress, async (request) => {
      const { id } = request.params;
      const book = await changeBook(request, (before) => books.remove(before, id));
      return { status: 204, headers: headersOf(book) };
    }),
  ];
};
