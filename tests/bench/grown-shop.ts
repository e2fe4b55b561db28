// Two shops that differ in nothing but their past: 100 orders and the seed's products, or 100,000 orders and 10,000 products.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningCloud } from '../support/embedded-cloud.ts';
import { admin, createShop } from '../support/shop.ts';
import { startOrderSubject } from './orders.ts';

export const few = { orders: 100 };
export const many = { orders: 100_000, products: 10_000 };

const words = Array.from({ length: 2_000 }, (_, n) => `w${((n * 7_919) % 99_991).toString(36)}`);
const nouns = ['mug', 'plate', 'bowl', 'lamp', 'chair', 'blanket', 'vase', 'kettle', 'basket'];
const categories = ['kitchen', 'drinkware', 'clothing', 'stationery', 'outdoor'];

const productLine = (number: number): string => {
  const word = (step: number) => words[(number * step) % words.length];
  const variant = (size: string, amount: number) => ({
    sku: `GROWN-${number}-${size}`,
    name: size,
    options: { size },
    price: { amount, currency: 'EUR' },
    stock: number % 7,
  });
  return JSON.stringify({
    name: `${word(31)} ${nouns[number % nouns.length]} ${number}`,
    description: Array.from({ length: 20 }, (_, n) => word(17 + n * 6)).join(' '),
    category: categories[number % categories.length],
    variants: [variant('S', 500 + (number % 900)), variant('L', 900 + (number % 900))],
  });
};

/** A body of an import may have a megabyte. */
const linesPerImport = 1_250;

const importProducts = async ({ apiUrl, awsUrl }: RunningCloud): Promise<void> => {
  const shop = createShop(apiUrl, awsUrl);
  const token = await shop.tokenOf(admin);
  const headers = { 'content-type': 'application/x-ndjson' };
  for (let first = 0; first < many.products; first += linesPerImport) {
    const size = Math.min(linesPerImport, many.products - first);
    const body = Array.from({ length: size }, (_, n) => productLine(first + n)).join('\n');
    const sent = await shop.call('POST', '/products/import', { token, body, headers });
    if (sent.status !== 202) throw new Error(`import: ${sent.status} ${sent.text}`);
    for (;;) {
      const path = `/products/imports/${String(sent.body.id)}`;
      const { body: report } = await shop.call('GET', path, { token });
      if (report.status === 'done' && report.refused === 0) break;
      if (report.status === 'done') throw new Error(JSON.stringify(report).slice(0, 500));
      await sleep(200);
    }
  }
};

/** What of a key tells one order, message or answer from another: its first eight digits, a moment. */
const identity = /(ord_|msg_|\/orders#)[0-9a-f]{8}/g;

/**
 * Copies all that an order has left in any table or index, with identities of its own, until there are `times` as many.
 * The tables are the emulator's (SQLite); through its API a million items take most of an hour.
 */
const multiplyOrders = (file: string, times: number): number => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  let copies = 0;
  const tables = database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'tandem-%'`)
    .all() as { name: string }[];
  for (const { name } of tables) {
    const rows = database.prepare(`SELECT * FROM "${name}"`).all() as Record<
      string,
      SQLInputValue
    >[];
    const ofOrders = rows.filter(({ pk, sk, table_pk }) =>
      `${pk ?? table_pk}${sk}`.match(identity),
    );
    const columns = Object.keys(rows[0] ?? {});
    if (ofOrders.length === 0) continue;
    const insert = database.prepare(
      `INSERT INTO "${name}" (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
    );
    for (let copy = 1; copy < times; copy += 1) {
      const earlier = `$1${(0x1_0000_0000 - copy).toString(16).padStart(8, '0')}`;
      for (const row of ofOrders) {
        const values = columns.map((column) => row[column] ?? null);
        insert.run(
          ...values.map((value) =>
            typeof value === 'string' ? value.replaceAll(identity, earlier) : value,
          ),
        );
        copies += 1;
      }
    }
  }
  database.exec('COMMIT');
  database.close();
  return copies;
};

export interface Shops {
  readonly small: string;
  readonly large: string;
  remove(): void;
}

/** Data folders of both shops, for `npm start -- --data`. */
export const makeShops = async (log: (line: string) => void): Promise<Shops> => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-growth-'));
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const first = await startOrderSubject({}, ['--data', small]);
    await first.slice(few.orders, 8).finally(() => first.stop());
    cpSync(small, large, { recursive: true });
    log(`P15 ${few.orders} orders are placed; importing ${many.products} products`);
    const second = await startOrderSubject({}, ['--data', large]);
    await importProducts(second.cloud).finally(() => second.stop());
    const copies = multiplyOrders(join(large, 'dynamodb.db'), many.orders / few.orders);
    log(`P15 ${many.orders} orders, ${copies} items more`);
    return { small, large, remove };
  } catch (error) {
    remove();
    throw error;
  }
};
