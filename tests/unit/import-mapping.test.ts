import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { importLines, readMapping } from '../../localstack/commands/data/import/mapping.ts';
import { read, rowsOf } from '../../localstack/commands/data/import/rows.ts';

const fields = {
  name: '{N}',
  description: '{N} of {M}',
  category: '{C}',
  variantName: '{V}',
  sku: '{S}-{V}',
  price: '{P}',
  stock: '{Q}',
};
const mapping = (more: object = {}) =>
  readMapping(JSON.stringify({ currency: 'EUR', product: '{M}', fields, ...more }));
const row = (more: object = {}) => ({
  N: 'Mug',
  M: '1',
  C: 'Cups',
  V: 'red',
  S: 'M',
  P: '12.5',
  Q: '3',
  ...more,
});

describe('rows of another system', () => {
  it('are variants of the product they share', () => {
    const rows = [row(), row({ M: '2', N: 'Pen' }), row({ V: 'blue', P: '13' })];
    const lines = importLines(rows, mapping({ categories: { Cups: 'drinkware' } }));
    expect(lines.map(({ rows: numbers }) => numbers)).toEqual([[2, 4], [3]]);
    expect(lines[0]?.product).toEqual({
      name: 'Mug',
      description: 'Mug of 1',
      category: 'drinkware',
      variants: [
        { sku: 'M-red', name: 'red', price: { amount: 1250, currency: 'EUR' }, stock: 3 },
        { sku: 'M-blue', name: 'blue', price: { amount: 1300, currency: 'EUR' }, stock: 3 },
      ],
    });
  });

  it.each([
    ['12,50', { decimal: ',' }, 1250],
    ['12', {}, 1200],
    ['1200', { currency: 'JPY' }, 1200],
    ['1.234', { currency: 'KWD' }, 1234],
    ['1.5', { currency: 'JPY' }, Number.NaN],
    ['1.234', {}, Number.NaN],
    ['1.2.3', {}, Number.NaN],
    ['-1', {}, Number.NaN],
    ['1e3', {}, Number.NaN],
    ['', {}, Number.NaN],
    ['€ 5', {}, Number.NaN],
  ])('a price %j with %j is %d minor units', (P, more, amount) => {
    const [line] = importLines([row({ P })], mapping(more));
    expect(line?.product).toMatchObject({ variants: [{ price: { amount } }] });
  });

  it.each([
    ['3', 3],
    ['0', 0],
    ['12.0', 12],
    ['', Number.NaN],
    [' ', Number.NaN],
    ['3 pieces', Number.NaN],
    ['1,000', Number.NaN],
  ])('a stock %j is %d pieces', (Q, stock) => {
    const [line] = importLines([row({ Q })], mapping());
    expect(line?.product).toMatchObject({ variants: [{ stock }] });
  });

  it('take no column that is not there, nor a member of every object', () => {
    for (const name of ['Nope', '__proto__', 'constructor']) {
      const more = { fields: { ...fields, name: `{${name}}` } };
      expect(() => importLines([row()], mapping(more))).toThrow(
        `there is no column ${name}; there are N, M, C, V, S, P, Q`,
      );
    }
    const [line] = importLines([row({ C: 'constructor' })], mapping());
    expect(line?.product).toMatchObject({ category: 'constructor' });
  });
});

it.each([
  [{}, []],
  [{ P: '1.234,50' }, ['"1.234,50" is no price in EUR with "," before its places']],
  [{ P: '12,505' }, ['"12,505" is no price in EUR with "," before its places']],
  [{ P: '-1' }, ['"-1" is no price in EUR with "," before its places']],
  [{ P: '12,5 €' }, ['"12,5 €" is no price in EUR with "," before its places']],
  [{ Q: '4,5' }, ['"4,5" is no stock']],
  [{ Q: '' }, ['"" is no stock']],
  [
    { P: '', Q: 'many' },
    ['"" is no price in EUR with "," before its places', '"many" is no stock'],
  ],
])('of a row with %j it is told what is no price or no stock', (more, faults) => {
  const rows = [row({ P: '12,5' }), row({ P: '12,5', ...more })];
  const [line] = importLines(rows, mapping({ decimal: ',' }));
  expect(line?.faults).toEqual(faults.map((fault) => `row 3: ${fault}`));
});

it.each([
  ['{', 'the mapping is not JSON'],
  ['[]', 'the mapping wants an object as a whole'],
  ['{}', 'the mapping wants an object as fields'],
  [
    JSON.stringify({ currency: 'EUR', product: '{M}', fields, separator: ';' }),
    'knows no separator',
  ],
  [
    JSON.stringify({ currency: 'EUR', product: '{M}', fields: { ...fields, colour: 'x' } }),
    'knows no colour',
  ],
  [JSON.stringify({ currency: 'XXX', product: '{M}', fields }), 'XXX is no currency'],
  [JSON.stringify({ currency: 'EUR', fields }), 'wants a text as product'],
  [
    JSON.stringify({ currency: 'EUR', product: '{M}', fields: { ...fields, sku: 7 } }),
    'wants a text as fields.sku',
  ],
  [
    JSON.stringify({ currency: 'EUR', product: '{M}', fields, categories: { Cups: 1 } }),
    'wants a text as categories.Cups',
  ],
])('a mapping like %s is refused', (json, message) => {
  expect(() => readMapping(json)).toThrow(message);
});

it.each([
  ['UTF-8', Buffer.from('N\nTöpfe'), 'Töpfe'],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffN\nTöpfe'), 'Töpfe'],
  ['Windows-1252', Buffer.from('N\nTöpfe', 'latin1'), 'is not UTF-8; save it as that'],
  ['UTF-16', Buffer.from('\ufeffN\nTöpfe', 'utf16le'), 'is not UTF-8; save it as that'],
])('a file in %s', (_encoding, bytes, is) => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'products.csv');
  writeFileSync(file, bytes);
  const names = () => rowsOf(read(file), mapping()).map(({ N }) => N);
  if (is === 'Töpfe') expect(names()).toEqual([is]);
  else expect(names).toThrow(`${file} ${is}`);
});
