// What is wrong with a part of an import is kept in one item, which has room for 400 KB: whatever the lines are, the import ends and says of each what is wrong.
import { describe, expect, it } from 'vitest';
import { linesOf, partsOf } from '../../containers/products/domain/import-parts.ts';
import { parseLine, productIdOf } from '../../containers/products/imports/import-line.ts';
import { createImportLines } from '../../containers/products/imports/importing.ts';
import { isId } from '../../platform/kernel/ids.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { shop } from '../support/products.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
const mostBytes = 400 * 1024;

/** None of the lines comes so far that anything is asked for. */
const importLines = createImportLines({
  adding: { add: async () => expect.fail('no line is a product') },
  changing: { update: async () => expect.fail('no line is a product') },
  stock: { read: async () => expect.fail('no line is a product') },
});

it('a line makes one product, whose id is one of ours', () => {
  const ids = [productIdOf('imp_1', 1), productIdOf('imp_1', 2), productIdOf('imp_2', 1)];
  expect(ids.filter((id) => isId('prd', id))).toEqual(ids);
  expect(new Set([...ids, productIdOf('imp_1', 1)]).size).toBe(3);
});

it.each([
  ['', 'payload-too-large'],
  ['{', 'malformed-json'],
  ['{}', 'validation-failed'],
])(
  'a line of %j is refused as %s: what was too long was left out when the file was read',
  (text, code) => {
    expect(() => parseLine({ number: 1, text })).toThrow(expect.objectContaining({ code }));
  },
);

const members = (count: number, nameOf: (index: number) => string): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [nameOf(at), at])));
const variants = (count: number) => JSON.stringify({ variants: Array(count).fill({}) });
const letters = (index: number) => String.fromCodePoint(0x4e00 + index);

const lines: readonly (readonly [what: string, line: string])[] = [
  ['hundreds of variants without members', variants(450)],
  ['as many as a line of a full part can have', variants(75)],
  ['hundreds of members that nobody knows', members(900, letters)],
  ['a member whose name is as long as a line', members(1, () => '茶'.repeat(60_000))],
  ['names of letters of two parts', members(30, (at) => `${'😀'.repeat(300)}${letters(at)}`)],
  ['a name that is cut within a letter', members(1, () => `x${'😀'.repeat(300)}`)],
];

describe('a part whose lines all have', () => {
  it.each(lines)('%s', async (_, line) => {
    const parts = partsOf(linesOf(`${line}\n`.repeat(80)));
    for (const part of parts) {
      const { refused, ...done } = await importLines('imp_1', { lines: part, existing: 'refuse' });
      expect(done).toEqual({ created: 0, updated: 0 });
      expect(refused.map(({ line: number }) => number)).toEqual(part.map(({ number }) => number));
      for (const { errors } of refused) expect(errors.length).toBeGreaterThan(0);
      const text = JSON.stringify(refused);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/\\ud[89a-f]/i);
      expect(Buffer.byteLength(text)).toBeLessThan(mostBytes);
    }
  });
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const mostOfAnswer = 10 * 1024 * 1024;

it.each([
  ['as many as there can be', 9_000, variants(5)],
  ['as much as there can be', 800, members(140, letters)],
])('all lines of an import are reported in one answer: %s', async (_, count, line) => {
  const text = `${line}\n`.repeat(count);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  const results = await Promise.all(
    partsOf(linesOf(text)).map((lines) => importLines('imp_1', { lines, existing: 'refuse' })),
  );
  const errors = results.flatMap(({ refused }) => refused);
  expect(errors).toHaveLength(count);
  expect(errors.every((line) => line.errors.length > 0)).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(errors))).toBeLessThan(mostOfAnswer);
});

it('a line with few faults is told all of them', async () => {
  const [part = []] = partsOf(linesOf(variants(2)));
  const { refused } = await importLines('imp_1', { lines: part, existing: 'refuse' });
  expect(refused[0]?.errors.length).toBeGreaterThan(8);
});

it.each([
  ['text', new TextEncoder().encode('{"name":"Tasse à thé"}'), 202, undefined],
  ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'malformed-request'],
])('a body that is %s', async (_, body, status, code) => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await shop(createMemoryTable()).request('import', { body, headers });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});
