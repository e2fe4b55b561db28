// What people type and what they find, in many languages and scripts: tests/data/search-queries.txt.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listPage } from '../../containers/products/domain/listing.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';

interface Case {
  readonly query: string;
  readonly found: readonly string[];
}

const sections = readFileSync('tests/data/search-queries.txt', 'utf8')
  .split('\n## ')
  .slice(1)
  .map((section) => section.split('\n').filter((row) => row !== ''))
  .map(([name = '', ...rows]) => ({ name, rows }));

const caseOf = (row: string): Case => {
  const [query = '', found = ''] = row.split(/ →(?: |$)/);
  return {
    query,
    found: found
      .split(' | ')
      .filter((name) => name !== '')
      .sort(),
  };
};

const others = sections.find(({ name }) => name === 'others')?.rows ?? [];
const languages = sections
  .filter(({ name }) => name !== 'others')
  .map(({ name, rows }) => ({ name, cases: rows.map(caseOf) }));

const names = new Set([
  ...others,
  ...languages.flatMap(({ cases }) => cases.flatMap(({ found }) => found)),
]);
const index = createSearchIndex();
[...names].forEach((name, number) => {
  index.put({
    id: name,
    name,
    description: '',
    category: 'c0',
    images: [],
    attributes: {},
    status: 'active',
    version: 1,
    createdAt: new Date(number).toISOString(),
    variants: [
      {
        sku: `S${number}X`,
        name: 'Only',
        options: {},
        price: { amount: 1, currency: 'EUR' },
        prices: [],
      },
    ],
  });
});

const find = (text: string): string[] =>
  listPage(
    index,
    { text, sort: 'relevance', at: '2026-01-01T00:00:00.000Z' },
    { isAvailable: () => true, limit: 200 },
  )
    .map(({ product: { id } }) => id)
    .sort();

it('the table has what it should have', () => {
  expect(languages.length).toBeGreaterThanOrEqual(35);
  expect(languages.flatMap(({ cases }) => cases).length).toBeGreaterThan(150);
});

describe.each(languages)('$name:', ({ cases }) => {
  it.each(cases)('$query finds $found', ({ query, found }) => {
    expect(find(query)).toEqual(found);
  });
});

it('every product is found by its own name, and by it in upper and in lower case', () => {
  const lost = [...names].flatMap((name) =>
    [name, name.toLowerCase(), name.toUpperCase(), name.normalize('NFD')].filter(
      (query) => !find(query).includes(name),
    ),
  );
  expect(lost).toEqual([]);
});

it.each(['\u0301', '\u3099', '\u200d', '\ufe0f'])('a mark alone finds nothing: %j', (query) => {
  expect(find(query)).toEqual([]);
});
