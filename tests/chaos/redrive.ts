// After the storm: what died is sent back, and with it a copy of what was handled long ago, which must change nothing.
import type { Envelope } from '../../events/envelope.ts';
import { reserveStock } from '../../events/messages/products.ts';
import { type CommitItem, messagesOf } from '../../platform/messaging/committed.ts';
import { openLetters } from '../support/letters.ts';
import type { Shop } from '../support/shop.ts';
import type { Looker } from './snapshot.ts';

const receiver = 'products';

/** A message that products has handled, as an order has committed it. */
const handledBefore = async (looker: Looker): Promise<Envelope | undefined> =>
  (await looker.table('orders'))
    .filter(({ sk }) => sk.startsWith('COMMIT#'))
    .flatMap((commit) => messagesOf('orders', commit as unknown as CommitItem))
    .find(({ envelope }) => envelope.type === reserveStock.type)?.envelope;

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
