// An order of the seeded customer, to watch what becomes of it.
import { createClient } from '../../../clients/typescript/client.ts';
import { seededCustomer } from '../data/seeded-session.ts';

/** Cards of the sandbox provider, and what each does. */
export const cards = [
  ['tok_approved', 'a card that pays'],
  ['tok_declined', 'a card that is declined'],
  ['tok_insufficient_funds', 'a card without funds'],
  ['tok_async_approved', 'a card that pays later, by webhook'],
  ['tok_async_declined', 'a card that is declined later, by webhook'],
  ['tok_timeout', 'a provider that acts and does not answer'],
  ['tok_error_once', 'a provider that fails once'],
  ['tok_capture_fails_once', 'a capture that fails once'],
] as const;

const address = {
  name: 'Demo Customer',
  line1: '1 Harbour Street',
  city: 'Lisbon',
  postalCode: '1000-001',
  country: 'PT',
};

/** Answers the order's id. */
export const placeOrder = async (card: string, sku = 'MUG-BLUE', quantity = 1): Promise<string> => {
  const tokens = { accessToken: await seededCustomer(), refreshToken: '' };
  const client = createClient({ baseUrl: `${location.origin}/v1`, tokens });
  const { id } = await client.placeOrder({
    lines: [{ sku, quantity }],
    shippingAddress: address,
    paymentMethod: { token: card },
  });
  return id;
};
