// An assembly is taken as known only when nothing that it was made from has changed.
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Asked, recall, sources } from './support/known-assemblies.ts';

let place: string;
let asked: Asked;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tandem-known-'));
  for (const folder of ['infra/stacks', 'events', 'platform', 'dist/orders', 'made']) {
    mkdirSync(join(place, folder), { recursive: true });
  }
  const files = ['infra/stacks/app.ts', 'events/api.ts', 'platform/log.ts', 'dist/orders/main.mjs'];
  for (const file of [...files, 'cdk.json', 'package.json']) {
    writeFileSync(join(place, file), `${file} of ${place}`);
  }
  writeFileSync(join(place, 'made/manifest.json'), place);
  asked = { root: place, dist: join(place, 'dist'), context: { stage: 'dev', dist: 'anywhere' } };
});
afterEach(() => rmSync(place, { recursive: true }));

const isKnown = (of: Asked = asked): boolean => recall(of, join(place, 'again')).isKnown;

const make = (): void => recall(asked, join(place, 'made')).keep();

it('what was made is given again, as it was', () => {
  expect(isKnown()).toBe(false);
  make();
  expect(existsSync(join(place, 'again'))).toBe(false);
  expect(isKnown()).toBe(true);
  expect(existsSync(join(place, 'again/manifest.json'))).toBe(true);
});

it.each([
  'infra/stacks/app.ts',
  'events/api.ts',
  'platform/log.ts',
  'dist/orders/main.mjs',
  'cdk.json',
  'package.json',
])('one byte more in %s makes it unknown', (file) => {
  make();
  appendFileSync(join(place, file), ' ');
  expect(isKnown()).toBe(false);
});

it('so do a new file, a file that is gone, and another context', () => {
  make();
  expect(isKnown({ ...asked, context: { ...asked.context, stage: 'prod' } })).toBe(false);
  writeFileSync(join(place, 'events/new.ts'), '');
  expect(isKnown()).toBe(false);
  rmSync(join(place, 'events/new.ts'));
  expect(isKnown()).toBe(true);
  rmSync(join(place, 'platform/log.ts'));
  expect(isKnown()).toBe(false);
});

it('what was made while the sources changed is not kept', () => {
  const { keep } = recall(asked, join(place, 'made'));
  appendFileSync(join(place, 'events/api.ts'), 'more');
  keep();
  expect(isKnown()).toBe(false);
});

it('every source there is has been tried', () => {
  expect(sources).toEqual(['infra', 'events', 'platform', 'cdk.json', 'package.json']);
});
