// The settings of schemathesis know every operation of which a rule is known that no schema tells.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';

const settings = readFileSync('.ci/schemathesis/schemathesis.toml', 'utf8');
const named = new Set([...settings.matchAll(/"([\w-]+\.[\w-]+)"/g)].map(([, id]) => id));
const ids = new Set(api.map(({ id }) => id));

it('an operation that takes a cursor may refuse one that it did not give', () => {
  const paged = api.filter(
    ({ request }) => 'cursor' in ((request.query as { properties?: object })?.properties ?? {}),
  );
  expect(paged.length).toBeGreaterThan(10);
  expect(paged.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

it('an operation that takes the version that was read may answer that it was another', () => {
  const blocks = settings.split('[[operations]]').filter((block) => /\b412\b/.test(block));
  const mayRefuse = new Set(
    blocks.flatMap((block) => [...block.matchAll(/"([\w-]+\.[\w-]+)"/g)].map(([, id]) => id)),
  );
  const versioned = api.filter(({ requestHeaders = {} }) => 'If-Match' in requestHeaders);
  expect(versioned.length).toBeGreaterThan(8);
  expect(versioned.map(({ id }) => id).filter((id) => !mayRefuse.has(id))).toEqual([]);
});

it('an operation that is named is one of the API', () => {
  expect([...named].filter((id) => !ids.has(id ?? ''))).toEqual([]);
});
