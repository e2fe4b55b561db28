// After the storm: what died is sent back, and with it a copy of what was handled long ago, which must change nothing.
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import { reserveStock } from '../../events/messages/products.ts';
import { openLetters } from '../support/letters.ts';
import type { Shop } from '../support/shop.ts';
import type { Looker } from './snapshot.ts';

interface Sent {
  readonly envelope: Omit<Envelope, 'data'>;
}

const receiver = 'products';

/** A message that products has handled; what it said is in the first event of its order. */
const handledBefore = async (looker: Looker): Promise<Envelope | undefined> => {
  const items = await looker.table('orders');
  const sent = items
    .flatMap(({ messages }) => (messages ?? []) as Sent[])
    .find(({ envelope }) => envelope.type === reserveStock.type)?.envelope;
  const first = items.find(
    ({ pk, sk }) => pk === `ORDER#${sent?.subject}` && sk.startsWith('EVENT#') && /#0*1$/.test(sk),
  );
  if (sent === undefined || first === undefined) return undefined;
  const placed = first.event as OrderEvent;
  const said = orderDecider.react(placed, orderDecider.evolve(orderDecider.initial, placed));
  return { ...sent, data: said.find(({ type }) => type === reserveStock.type)?.data };
};

export const redriveAll = async (
  { looker, shop }: { readonly looker: Looker; readonly shop: Shop },
  say: (what: string) => void,
): Promise<number> => {
  const letters = await openLetters(shop);
  const copy = await handledBefore(looker);
  if (copy) await letters.add(receiver, JSON.stringify(copy));
  const redriven = await letters.redrive();
  say(`${redriven} redriven`);
  letters.close();
  return redriven;
};
