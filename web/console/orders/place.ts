// An order of the seeded customer, to watch what becomes of it.
import { seededCustomer } from '../data/session.ts';

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
  const response = await fetch('/v1/orders', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      authorization: `Bearer ${await seededCustomer()}`,
    },
    body: JSON.stringify({
      lines: [{ sku, quantity }],
      shippingAddress: address,
      paymentMethod: { token: card },
    }),
  });
  const answer = (await response.json()) as { id?: string; detail?: string };
  if (answer.id === undefined) throw new Error(answer.detail ?? `refused: ${response.status}`);
  return answer.id;
};
