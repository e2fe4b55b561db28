// A file of products as lines of the API's import: JSON lines, a JSON list, or a CSV whose head names its columns.
import { currencies } from '../../../platform/kernel/currencies.ts';

/** Rows of the same name are the variants of one product. */
export const columns = [
  'name',
  'description',
  'category',
  'variant',
  'sku',
  'price',
  'currency',
  'stock',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string>>;

/** https://www.rfc-editor.org/rfc/rfc4180 */
const cells = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r?\n|\r|$)/gy;

const rowsOf = (csv: string): string[][] => {
  const rows: string[][] = [[]];
  cells.lastIndex = 0;
  while (cells.lastIndex < csv.length) {
    const at = cells.lastIndex;
    const [, cell = '', end = ''] = cells.exec(csv) ?? [];
    // A match that has not moved would never end.
    if (cells.lastIndex <= at) throw new Error(`row ${rows.length} of the CSV cannot be read`);
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',' && cells.lastIndex < csv.length) rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell.trim() !== ''));
};

const readRows = (csv: string): Row[] => {
  const [head = [], ...rows] = rowsOf(csv);
  const names = head.map((name) => name.trim());
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`the CSV has no column ${missing.join(', ')}`);
  return rows.map(
    (row) => Object.fromEntries(names.map((name, at) => [name, (row[at] ?? '').trim()])) as Row,
  );
};

/** In minor units; null, which the API refuses with its line, for what is no price of the currency. */
const minorUnits = (price: string, currency: string): number | null => {
  const { exponent = -1 } = currencies.get(currency) ?? {};
  const [, whole = '', places = ''] = /^(\d+)(?:\.(\d*))?$/.exec(price) ?? [];
  if (whole === '' || places.length > exponent) return null;
  return Number(`${whole}${places.padEnd(exponent, '0')}`);
};

const variantOf = ({ sku, variant, price, currency, stock }: Row) => ({
  sku,
  name: variant,
  price: { amount: minorUnits(price, currency), currency },
  stock: /^\d+$/.test(stock) ? Number(stock) : null,
});

const productsOf = (csv: string): object[] =>
  [...Map.groupBy(readRows(csv), ({ name }) => name)].map(([name, rows]) => ({
    name,
    description: rows[0]?.description,
    category: rows[0]?.category,
    variants: rows.map(variantOf),
  }));

/** One product a line. */
export const linesOf = (file: string): string[] => {
  const text = file.replace(/^\uFEFF/, '').trim();
  if (text.startsWith('[')) {
    return (JSON.parse(text) as unknown[]).map((product) => JSON.stringify(product));
  }
  if (text.startsWith('{')) return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return productsOf(text).map((product) => JSON.stringify(product));
};

/** Below the API's limit of a body, 1 MiB. */
const mostBytes = 900_000;

/** Lines that go in one request, in their order. */
export const batchesOf = (lines: readonly string[]): string[][] => {
  const batches: string[][] = [];
  let bytes = mostBytes;
  for (const line of lines) {
    const size = new TextEncoder().encode(line).length + 1;
    bytes += size;
    if (bytes > mostBytes) {
      batches.push([]);
      bytes = size;
    }
    batches.at(-1)?.push(line);
  }
  return batches;
};
