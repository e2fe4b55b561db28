// `npm run dev`: a saved file replaces what is made from it, and nothing else.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Watching, watchSources } from '../../localstack/tandem/build/watch.ts';
import { type FakeCloud, fakeCloud } from '../support/fake-cloud.ts';

const bundles = [
  'auth-handler',
  'auth-authorizer',
  'payments-handler',
  'storefront-handler',
  'bff-web-handler',
];
const serviceOf = (name: string) => name.replace(/-[a-z]+$/, '');

/** Files that no bundle imports, and what takes them along. */
const takenAlong = [
  ['web/storefront/shop.css', 'storefront-handler'],
  ['clients/graphql/home.graphql', 'bff-web-handler'],
  ['clients/typescript/client.ts', 'storefront-handler'],
] as const;

let fake: FakeCloud;
let root: string;
let watching: Watching;
let built: (readonly string[])[];
let reloaded: string[];
let said: string[];
let put: number;

/** Stands for the real build: the bundle of a service is the text of its folder and of platform/. */
async function build(names: readonly string[]) {
  built.push(names);
  for (const name of names.length > 0 ? names : bundles) {
    const service = serviceOf(name);
    if (['auth-authorizer', 'console', 'staff'].includes(name)) continue;
    const own = readFileSync(join(root, 'functions', service, 'handler.entry.ts'), 'utf8');
    if (own.includes('large')) await setTimeout(1_200);
    if (own.includes('syntax error')) throw new Error(`${service}/handler.entry.ts: syntax error`);
    writeFileSync(join(root, 'dist/functions', name, 'index.mjs'), own);
    for (const [file, taker] of takenAlong)
      if (taker === name && existsSync(join(root, file)))
        cpSync(join(root, file), join(root, 'dist/functions', name, basename(file)));
  }
}

function crashAt(file: string, line: number) {
  const error = new TypeError('TypeError: nothing is there');
  error.stack = `TypeError: nothing is there\n    at file://${join(root, file)}:${line}:3\n    at x`;
  return error;
}

beforeEach(async () => {
  [built, reloaded, said] = [[], [], []];
  put = 0;
  root = mkdtempSync(join(tmpdir(), 'tandem-watch-'));
  for (const folder of [
    'containers',
    'events',
    'platform/telemetry',
    'infra',
    'web/storefront',
    'clients/graphql',
    'clients/typescript',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  for (const name of bundles) {
    const service = serviceOf(name);
    mkdirSync(join(root, 'functions', service), { recursive: true });
    mkdirSync(join(root, 'dist/functions', name), { recursive: true });
    mkdirSync(join(root, 'assets', name), { recursive: true });
    for (const file of [
      `functions/${service}/handler.entry.ts`,
      `dist/functions/${name}/index.mjs`,
      `assets/${name}/index.mjs`,
    ]) {
      writeFileSync(join(root, file), 'old');
    }
  }
  fake = await fakeCloud();
  const cloud = {
    ...fake.cloud,
    putSiteFiles() {
      put += 1;
    },
    functions: {
      ...fake.cloud.functions,
      list: () =>
        bundles.map((name) => ({
          name: `tandem-dev-${name}`,
          arn: '',
          service: '',
          codePath: join(root, 'assets', name),
        })),
      reload: (name: string) => void reloaded.push(name),
      tryOut: async (_name: string, directory: string) => {
        const text = readFileSync(join(directory, 'index.mjs'), 'utf8');
        if (text.includes('throws')) throw crashAt('functions/auth/handler.entry.ts', 3);
      },
    },
  };
  const workshop = { root, dist: join(root, 'dist'), build };
  watching = await watchSources(cloud, (text) => void said.push(text), { workshop });
});
afterEach(async () => {
  await watching.close();
  rmSync(root, { recursive: true });
});

test('a file of a service replaces its functions that came out different', async () => {
  writeFileSync(join(root, 'functions/auth/handler.entry.ts'), 'new');
  await expect.poll(() => reloaded).toEqual(['tandem-dev-auth-handler']);
  expect(built).toEqual([['auth-handler', 'auth-authorizer']]);
  expect(readFileSync(join(root, 'assets/auth-handler/index.mjs'), 'utf8')).toBe('new');
  await expect
    .poll(() => said.join())
    .toMatch(/^functions\/auth\/handler\.entry\.ts changed: replaced auth-handler in \d+ ms$/);
});

test('what does not load does not replace what runs: it is said where, and the next save is taken', async () => {
  const file = join(root, 'functions/auth/handler.entry.ts');
  writeFileSync(file, 'one\ntwo\n  throws();\nfour\nfive\nsix\n');
  await expect
    .poll(() => said)
    .toEqual([
      [
        'auth-handler does not start with what was saved: TypeError: nothing is there',
        'functions/auth/handler.entry.ts:3:3',
        '1 │ one',
        '2 │ two',
        '3 │   throws();',
        '  ╵   ^',
        '4 │ four',
        '5 │ five',
        'what ran before goes on',
      ].join('\n'),
      expect.stringMatching(/handler\.entry\.ts changed: replaced nothing in \d+ ms$/),
    ]);
  expect(reloaded).toEqual([]);
  expect(readFileSync(join(root, 'assets/auth-handler/index.mjs'), 'utf8')).toBe('old');
  writeFileSync(file, 'mended');
  await expect.poll(() => reloaded).toEqual(['tandem-dev-auth-handler']);
});

test.each(takenAlong)('%s is in what %s takes along, and replaces it', async (file, taker) => {
  writeFileSync(join(root, file), 'new');
  await expect.poll(() => reloaded).toEqual([`tandem-dev-${taker}`]);
  expect(readFileSync(join(root, 'assets', taker, basename(file)), 'utf8')).toBe('new');
});

test('what the console is made of builds it, the client of the API as well', async () => {
  mkdirSync(join(root, 'web/console'));
  for (const file of ['web/console/main.tsx', 'clients/typescript/client.ts']) {
    built.length = 0;
    writeFileSync(join(root, file), 'new');
    await expect.poll(() => built.flat()).toContain('console');
  }
});

test('what the staff pages are made of puts them where they are served from, parts of the console as well', async () => {
  mkdirSync(join(root, 'web/console'));
  mkdirSync(join(root, 'web/staff'));
  for (const file of ['web/staff/app.tsx', 'web/console/frame.tsx']) {
    const before = put;
    built.length = 0;
    writeFileSync(join(root, file), 'new');
    await expect.poll(() => put).toBe(before + 1);
    expect(built.flat()).toContain('staff');
  }
});

test('shared code builds everything and replaces what came out different', async () => {
  writeFileSync(join(root, 'platform/telemetry/log.ts'), 'new');
  await expect
    .poll(() => said.join())
    .toContain('platform/telemetry/log.ts changed: replaced nothing');
  expect({ built, reloaded }).toEqual({ built: [[]], reloaded: [] });
});

test('what is slow to build is said while it is built', async () => {
  writeFileSync(join(root, 'functions/auth/handler.entry.ts'), 'large');
  const change = 'functions/auth/handler.entry.ts changed';
  await expect
    .poll(() => said)
    .toEqual([
      `${change}: building 2 of the bundles …`,
      expect.stringMatching(/ changed: replaced auth-handler in \d+ ms$/),
    ]);
});

test('what does not build is said, and the next save is taken', async () => {
  writeFileSync(join(root, 'functions/auth/handler.entry.ts'), 'syntax error');
  await expect
    .poll(() => said)
    .toEqual(['auth/handler.entry.ts: syntax error\nwhat ran before goes on']);
  expect(readFileSync(join(root, 'assets/auth-handler/index.mjs'), 'utf8')).toBe('old');
  writeFileSync(join(root, 'functions/auth/handler.entry.ts'), 'mended');
  await expect.poll(() => reloaded).toEqual(['tandem-dev-auth-handler']);
});

test.each(['a file beside it and a rename', 'a removal and a new file'])(
  'what is saved by %s is seen, and so is the next save',
  async (how) => {
    const file = join(root, 'functions/auth/handler.entry.ts');
    for (const text of ['first', 'second', 'third']) {
      if (how.startsWith('a file')) {
        // As `sed -i`, vim and many others save.
        writeFileSync(join(root, 'functions/auth/sedXYZ123'), text);
        renameSync(join(root, 'functions/auth/sedXYZ123'), file);
      } else {
        rmSync(file);
        writeFileSync(file, text);
      }
      await expect
        .poll(() => readFileSync(join(root, 'assets/auth-handler/index.mjs'), 'utf8'))
        .toBe(text);
    }
    expect(said.join()).not.toContain('sedXYZ123');
  },
);

test('a contract rebuilds what is made from it, and the documents', async () => {
  const sources = { 'auth-handler': ['events/http/auth.ts'], 'payments-handler': ['events/x.ts'] };
  writeFileSync(join(root, 'dist/sources.json'), JSON.stringify(sources));
  writeFileSync(join(root, 'events/x.ts'), 'new');
  await expect.poll(() => built).toEqual([['payments-handler']]);
  // Nobody imports it: contracts may be made of it.
  writeFileSync(join(root, 'events/shapes.ts'), 'new');
  await expect.poll(() => built).toEqual([['payments-handler'], []]);
});

test('what is no source, and what nothing is made from, builds nothing', async () => {
  const sources = { 'auth-handler': ['platform/telemetry/log.ts'] };
  writeFileSync(join(root, 'dist/sources.json'), JSON.stringify(sources));
  for (const name of [
    'functions/auth/handler.entry.ts~',
    'functions/auth/.handler.swp',
    'web/x.css',
  ])
    writeFileSync(join(root, name), 'new');
  writeFileSync(join(root, 'platform/telemetry/log.ts'), 'new');
  await expect.poll(() => built).toEqual([['auth-handler']]);
});

test('infrastructure asks for a new start', async () => {
  writeFileSync(join(root, 'infra/app.ts'), 'new');
  await expect.poll(() => said).toEqual(['infra/ has changed: start again to take it over']);
  expect(built).toEqual([]);
});
