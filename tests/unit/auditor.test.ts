// What the auditor finds: nothing in a shop that is well, and each kind of contradiction by its name.
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../functions/auditor/domain/audit.ts';
import { openBooks } from '../../functions/auditor/domain/books.ts';
import type { Breach, Snapshot, StoredItem } from '../../functions/auditor/domain/snapshot.ts';
import { reportAudit, standing } from '../../functions/auditor/report.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { startMiniature } from '../support/miniature.ts';
import { spoiltWays } from '../support/spoilt.ts';

type Table = 'orders' | 'products' | 'payments';
type Draft = { -readonly [K in keyof StoredItem]: StoredItem[K] } & Record<string, unknown>;

let well: Snapshot;
beforeAll(async () => {
  const world = await startMiniature({ stock: { MUG: 9, TEA: 9 } });
  const lines = [{ sku: 'MUG', quantity: 2 }];
  await world.place('audited-00000001', lines, 'tok_approved');
  await world.place('audited-00000002', lines, 'tok_declined');
  await world.drain(2);
  const orders = [...openBooks(world.snapshot()).orders.values()];
  const id = orders.find(({ view }) => view.status === 'confirmed')?.id ?? '';
  const body = { carrier: 'Post', trackingNumber: 'T1' };
  const headers = { 'idempotency-key': 'audited-shipment-1' };
  await world.call('orders.ship', { headers, params: { id }, body }, world.asStaff);
  await world.drain(2);
  well = world.snapshot();
});

/** The same look with one item changed. */
const tampered = (
  table: Table,
  isIt: (item: StoredItem) => boolean,
  change: (item: Draft) => void,
): Snapshot => {
  const copy = structuredClone({ ...well, seen: undefined }) as Snapshot;
  const item = copy.tables[table].find(isIt);
  if (item === undefined) throw new Error('nothing to change');
  change(item as Draft);
  return copy;
};

const found = (snapshot: Snapshot): string[] =>
  [...new Set(audit(snapshot).map(({ invariant }) => invariant))].sort();

const typesIn = (events: unknown): string[] =>
  ((events ?? []) as { type: string }[]).map(({ type }) => type);

const isAfterPlacing = ({ pk, sk }: Pick<StoredItem, 'pk' | 'sk'>): boolean =>
  pk.startsWith('ORDER#') && sk !== 'COMMIT#0000000001';

const isRelease = ({ events }: StoredItem): boolean => typesIn(events).includes('stock-released');

describe('an audit', () => {
  it('finds nothing in a shop that is well', () => {
    expect(audit(well)).toEqual([]);
  });

  it('finds a charge that the provider does not know', () => {
    const provider = (well.provider ?? []).filter(({ kind }) => kind !== 'capture');
    expect(found({ ...well, provider })).toEqual(['I1']);
  });

  it('finds an order that was charged twice', () => {
    const provider = well.provider ?? [];
    const [capture] = provider.filter(({ kind }) => kind === 'capture');
    if (capture === undefined) throw new Error('nothing was captured');
    const twice = [...provider, { ...capture, id: 'cap_x', key: 'other' }];
    expect(found({ ...well, provider: twice })).toEqual(['I1', 'I2']);
  });

  it('finds stock that its ledger does not explain', () => {
    const snapshot = tampered(
      'products',
      ({ pk, sk }) => pk === 'SKU#MUG' && sk === 'STOCK',
      (item) => {
        item.onHand = 8;
      },
    );
    expect(found(snapshot)).toEqual(['I3']);
  });

  it('finds a rejected order that still holds stock', () => {
    const products = well.tables.products.filter((item) => !isRelease(item));
    const snapshot = { ...well, tables: { ...well.tables, products } };
    expect(found(snapshot)).toEqual(['I13', 'I3']);
  });

  it('finds an order that waits beyond its deadline', () => {
    const orders = well.tables.orders.filter(({ pk, sk }) => !isAfterPlacing({ pk, sk }));
    const later = '2026-01-01T01:00:00.000Z';
    const snapshot = { ...well, at: later, tables: { ...well.tables, orders } };
    expect(found(snapshot)).toContain('I5');
  });

  it('finds lists that are wrong', () => {
    const orders = well.tables.orders.filter(({ pk }) => pk !== 'VIEW#STATUS#shipped');
    expect(found({ ...well, tables: { ...well.tables, orders } })).toEqual(['I9']);
  });

  it('finds a step that is not allowed', () => {
    const isShipped = ({ events }: StoredItem) => typesIn(events).includes('order-shipped');
    const snapshot = tampered('orders', isShipped, (item) => {
      const events = item.events as object[];
      item.events = events.map((event) => ({ ...event, type: 'order-returned' }));
    });
    expect(found(snapshot)).toContain('I7');
  });

  it('finds a version that is missing', () => {
    const isSecond = ({ sk }: StoredItem) => sk === 'COMMIT#0000000002';
    const snapshot = tampered('orders', isSecond, (item) => {
      item.sk = 'COMMIT#0000000009';
    });
    expect(found(snapshot)).toContain('I8');
  });

  it('finds a message that was never sent', () => {
    const isSent = ({ messages, pending }: StoredItem) =>
      messages !== undefined && pending === undefined;
    const snapshot = tampered('orders', isSent, (item) => {
      item.pending = '0';
      item.pendingAt = '2026-01-01T00:00:00.000Z';
    });
    expect(found(snapshot)).toEqual(['I10']);
  });

  it('finds a message that nobody has handled', () => {
    const seen = new Set<string>();
    expect(found({ ...well, seen })).toEqual(['I11']);
  });
});

it('a message is handled where it has an item of its own or a commit that names it', () => {
  const items: readonly StoredItem[] = [
    { pk: 'INBOX#msg_1', sk: 'MESSAGE' },
    { pk: 'ORDER#ord_1', sk: 'COMMIT#0000000002', messageId: 'msg_2' },
    { pk: 'ORDER#ord_1', sk: 'COMMIT#0000000001' },
  ];
  const tables = Object.fromEntries(Object.keys(well.tables).map((name) => [name, []]));
  const { inboxes } = openBooks({ ...well, tables: { ...tables, webhooks: items } as never });
  expect(inboxes.get('webhooks')).toEqual(new Set(['msg_1', 'msg_2']));
  expect(inboxes.get('orders')).toEqual(new Set());
});

it('only what stands in two looks counts', () => {
  const one: Breach = { invariant: 'I3', subject: 'MUG', detail: '2 reserved, 1 held' };
  const other: Breach = { invariant: 'I3', subject: 'MUG', detail: '5 reserved, 4 held' };
  expect(standing([one], [other])).toEqual([]);
  expect(standing([one, other], [other])).toEqual([other]);
});

describe('the figures of an audit', () => {
  const figuresOf = (breaches: readonly Breach[]) => {
    const lines: Record<string, unknown>[] = [];
    const note = (line: object) => void lines.push(line as Record<string, unknown>);
    const log = { info: note, warn: note, error: note, debug: note } as unknown as Log;
    reportAudit(log, { breaches, items: 7, complete: true, now: 0 });
    const { _aws, complete, ...figures } = lines.at(-1) ?? {};
    const named = JSON.stringify(_aws).match(/"Name":"\w+"/g);
    return { figures, named: named?.map((each) => each.slice(8, -1)) };
  };

  it('are two where all is well, so that no other is paid for', () => {
    expect(figuresOf([])).toEqual({
      figures: { Breaches: 0, AuditedItems: 7 },
      named: ['Breaches', 'AuditedItems'],
    });
  });

  it('stand below fifty breaches at most, and a word of what was not seen', () => {
    const linesOf = (count: number, complete: boolean) => {
      const lines: string[] = [];
      const say = (level: string) => () => void lines.push(level);
      const log = { info: say('info'), warn: say('warn'), error: say('error') } as unknown as Log;
      const breach: Breach = { invariant: 'I3', subject: 's', detail: 'd' };
      const breaches = Array.from({ length: count }, () => breach);
      reportAudit(log, { breaches, items: 7, complete, now: 0 });
      return lines;
    };
    expect(linesOf(1, true)).toEqual(['error', 'info']);
    expect(linesOf(0, false)).toEqual(['warn', 'info']);
    const errors = [50, 51].map((count) => linesOf(count, true).length - 1);
    expect(errors).toEqual([50, 50]);
  });

  it('name each invariant that is broken', () => {
    const breach = (invariant: Breach['invariant']) => ({ invariant, subject: 's', detail: 'd' });
    expect(figuresOf([breach('I3'), breach('I1'), breach('I3')])).toEqual({
      figures: { Breaches: 3, AuditedItems: 7, BreachesI3: 2, BreachesI1: 1 },
      named: ['Breaches', 'AuditedItems', 'BreachesI3', 'BreachesI1'],
    });
  });
});

describe('an item that somebody has spoilt', () => {
  const isOf =
    (prefix: string) =>
    ({ pk }: StoredItem) =>
      pk.startsWith(prefix);

  it.each([
    ['orders', 'ORDER#'],
    ['payments', 'PAYMENT#'],
    ['products', 'SKU#'],
    ['products', 'RESERVATION#'],
  ] as const)('of %s keeps the auditor from nothing else: %s', (table, prefix) => {
    const item = well.tables[table].find(isOf(prefix)) as StoredItem;
    const charged = (well.provider ?? []).filter(({ kind }) => kind !== 'capture');
    for (const [how, spoilt] of spoiltWays(item)) {
      const items = well.tables[table].map((each) => (each === item ? spoilt : each));
      const look = { ...well, provider: charged, tables: { ...well.tables, [table]: items } };
      expect([how, audit(look).length > 0]).toEqual([how, true]);
    }
  });

  it('is named', () => {
    const isFirst = ({ pk, sk }: StoredItem) =>
      pk.startsWith('ORDER#') && sk === 'COMMIT#0000000001';
    const look = tampered('orders', isFirst, (item) => {
      item.events = 'none';
    });
    const { pk } = well.tables.orders.find(isFirst) as StoredItem;
    expect(audit(look)).toContainEqual({
      invariant: 'I9',
      subject: `orders ${pk}`,
      detail: 'what is stored cannot be read',
    });
  });
});
