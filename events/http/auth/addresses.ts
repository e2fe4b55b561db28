// The address book of the caller: /users/me/addresses.
import { type Static, Type } from 'typebox';
import { Address, strict } from '../../schemas.ts';
import { byId, listOf } from '../shapes.ts';
import { own } from './account.ts';

/** The choice is moved by making another address the default: a book that is not empty always has both. */
const defaults = {
  defaultShipping: Type.Optional(
    Type.Literal(true, { description: 'From now on it is offered first for deliveries.' }),
  ),
  defaultBilling: Type.Optional(
    Type.Literal(true, { description: 'From now on it is offered first for bills.' }),
  ),
};

export const BookedAddress = strict({
  id: Type.String(),
  address: Address,
  defaultShipping: Type.Boolean({ description: 'The one of the book that is for deliveries.' }),
  defaultBilling: Type.Boolean({ description: 'The one of the book that is for bills.' }),
});
export type BookedAddress = Static<typeof BookedAddress>;

const booked = { params: byId('Of the address.', 'adr_0198f3a27c417d5e9b1a4f6e2c8d0a11') };

/** The tag is that of the whole book: a default that moves changes two of its addresses. */
const guarded = { requestHeaders: { 'If-Match': 'optional' }, responseHeaders: ['ETag'] } as const;

export const listAddresses = own({
  id: 'list-addresses',
  method: 'GET',
  path: '/addresses',
  summary: 'The addresses that the caller keeps, the oldest first, on one page',
  request: {},
  responses: { 200: listOf(BookedAddress) },
  responseHeaders: ['ETag'],
});

export const addAddress = own({
  id: 'add-address',
  method: 'POST',
  path: '/addresses',
  summary: 'Keep an address, of at most 20; the first is the default for deliveries and for bills',
  request: { body: strict({ address: Address, ...defaults }) },
  responses: { 201: BookedAddress },
  responseHeaders: ['ETag'],
  problems: ['too-many-addresses'],
});

export const changeAddress = own({
  id: 'change-address',
  method: 'PATCH',
  path: '/addresses/{id}',
  summary:
    'Put another address in the place of one, or make it a default; orders keep what they say',
  request: { ...booked, body: strict({ address: Type.Optional(Address), ...defaults }) },
  responses: { 200: BookedAddress },
  ...guarded,
});

export const removeAddress = own({
  id: 'remove-address',
  method: 'DELETE',
  path: '/addresses/{id}',
  summary: 'Forget an address; where it was a default, the oldest that is left is the next one',
  request: booked,
  responses: { 204: null },
  ...guarded,
});
