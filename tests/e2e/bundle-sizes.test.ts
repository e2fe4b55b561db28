// Bundles of functions stay small, since each start reads all of one: 270 KiB, and 90 of them compressed.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { findBundles } from '../../infra/build/bundles.ts';

const usual = { kib: 270, gzipKib: 90 };

const stripe = { kib: 540, gzipKib: 116, why: 'Stripe’s own client, half of the bundle' };
const accounts = {
  kib: 380,
  gzipKib: 110,
  why: 'all routes of accounts with their validators, in one bundle of two functions',
};
/** What may be larger, and no larger than this. */
const exceptions: Readonly<Record<string, typeof stripe>> = {
  'auth-handler': accounts,
  'auth-hashing': accounts,
  'bff-web-handler': { kib: 441, gzipKib: 135, why: 'a GraphQL engine' },
  'legacy-handler': {
    kib: 637,
    gzipKib: 140,
    why: 'validators of all routes, whose answers it holds against those of the legacy shop',
  },
  'notifications-consume': { kib: 745, gzipKib: 165, why: 'the client of SES' },
  'payments-consume': { kib: 292, gzipKib: 82, why: 'validators of nine messages, and a provider' },
  'payments-consume-stripe': stripe,
  'payments-reconcile-stripe': stripe,
  'webhooks-handler': { kib: 271, gzipKib: 85, why: 'validators of all routes for merchants' },
};

const sizes = new Map<string, { readonly kib: number; readonly gzipKib: number }>();

beforeAll(async () => {
  const functions = (await findBundles()).filter(({ kind }) => kind === 'function');
  // What is built before the tests of this folder.
  for (const { name, outfile } of functions) {
    const contents = readFileSync(outfile);
    const gzipKib = gzipSync(contents).byteLength / 1024;
    sizes.set(name, { kib: contents.byteLength / 1024, gzipKib });
  }
});

it('no bundle is larger than it may be', () => {
  const larger = [...sizes].filter(([name, { kib, gzipKib }]) => {
    const most = exceptions[name] ?? usual;
    return kib > most.kib || gzipKib > most.gzipKib;
  });
  expect(Object.fromEntries(larger)).toEqual({});
  expect(sizes.size).toBeGreaterThan(20);
});

it('what is an exception needs to be one', () => {
  const needless = Object.keys(exceptions).filter((name) => {
    const { kib, gzipKib } = sizes.get(name) ?? { kib: 0, gzipKib: 0 };
    return kib <= usual.kib && gzipKib <= usual.gzipKib;
  });
  expect(needless).toEqual([]);
});
