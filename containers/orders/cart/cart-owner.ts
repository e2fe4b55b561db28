// Whose cart a request is about: a customer is known by the access token, a guest by X-Cart-Token.
import { randomBytes } from 'node:crypto';
import type { Request } from '../../../platform/http/endpoint.ts';
import type { CartOwner, Carts } from './cart-store.ts';

/** 256 bits: who knows the token has the cart. */
export const newGuest = (): CartOwner => ({
  kind: 'guest',
  token: randomBytes(32).toString('base64url'),
});

const tokenOf = (request: Pick<Request, 'header'>): string | undefined => {
  const token = request.header('x-cart-token');
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
};

export const createOwnerOf =
  (carts: Pick<Carts, 'find' | 'takeOver'>) =>
  async (request: Pick<Request, 'header' | 'identity'>): Promise<CartOwner | undefined> => {
    const token = tokenOf(request);
    if (request.identity !== undefined) {
      const customerId = request.identity.subject;
      const isWhole = token === undefined || (await carts.takeOver(customerId, token));
      return isWhole ? { kind: 'customer', customerId } : { kind: 'customer', customerId, token };
    }
    if (token === undefined) return undefined;
    const guest: CartOwner = { kind: 'guest', token };
    return (await carts.find(guest)) === undefined ? undefined : guest;
  };
