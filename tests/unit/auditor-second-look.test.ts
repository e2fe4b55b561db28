// What the scheduled audit tells: only what two complete looks find broken.
import { beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '../../functions/auditor/domain/snapshot.ts';
import type { Look } from '../../functions/auditor/look.ts';
import { auditByTwoLooks } from '../../functions/auditor/second-look.ts';
import { startMiniature } from '../support/miniature.ts';

type Seen = 'well' | 'broken' | 'half';

let looks: Readonly<Record<Seen, Look>>;
beforeAll(async () => {
  const world = await startMiniature({ stock: { MUG: 9 } });
  await world.place('audited-00000001', [{ sku: 'MUG', quantity: 2 }], 'tok_approved');
  await world.drain(2);
  const well = world.snapshot();
  const broken = structuredClone({ ...well, seen: undefined }) as Snapshot;
  const stock = broken.tables.products.find(({ pk, onHand }) => pk === 'SKU#MUG' && onHand);
  if (stock === undefined) throw new Error('no stock to change');
  Object.assign(stock, { onHand: -1 });
  looks = {
    well: { snapshot: well, items: 10, complete: true },
    broken: { snapshot: broken, items: 11, complete: true },
    half: { snapshot: broken, items: 12, complete: false },
  };
});

it.each<[Seen, Seen | undefined, boolean, number, boolean]>([
  ['well', undefined, false, 10, true],
  ['broken', 'broken', true, 11, true],
  ['broken', 'well', false, 10, true],
  ['broken', 'half', false, 12, false],
  ['half', undefined, false, 12, false],
])('%s, then %s: told %s', async (first, second, isTold, items, complete) => {
  const left = [looks[first], ...(second ? [looks[second]] : [])];
  const order: string[] = [];
  const audited = await auditByTwoLooks(
    async () => {
      order.push('look');
      const next = left.shift();
      if (next === undefined) throw new Error('a look too many');
      return next;
    },
    async () => order.push('pause'),
  );
  expect(order).toEqual(second ? ['look', 'pause', 'look'] : ['look']);
  expect(audited.breaches.length > 0).toBe(isTold);
  expect(audited).toMatchObject({ items, complete });
});
