// How large the bundles of functions are, and how large they may be: each start reads all of one.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { findBundles } from '../../infra/build/bundles.ts';

export interface BundleSize {
  readonly kib: number;
  readonly gzipKib: number;
}

export const usual: BundleSize = { kib: 270, gzipKib: 90 };

const stripe = { kib: 540, gzipKib: 117, why: 'Stripe’s own client, half of the bundle' };
const accounts = {
  kib: 380,
  gzipKib: 110,
  why: 'all routes of accounts with their validators, in one bundle of two functions',
};
/** What may be larger, and no larger than this. */
export const exceptions: Readonly<Record<string, BundleSize & { readonly why: string }>> = {
  'auth-handler': accounts,
  'auth-hashing': accounts,
  'bff-web-handler': { kib: 443, gzipKib: 136, why: 'a GraphQL engine' },
  'legacy-handler': {
    kib: 640,
    gzipKib: 140,
    why: 'validators of all routes, whose answers it holds against those of the legacy shop',
  },
  'notifications-consume': { kib: 772, gzipKib: 165, why: 'the client of SES' },
  'payments-consume': { kib: 296, gzipKib: 82, why: 'validators of nine messages, and a provider' },
  'payments-consume-stripe': stripe,
  'payments-reconcile-stripe': stripe,
  'webhooks-handler': { kib: 274, gzipKib: 85, why: 'validators of all routes for merchants' },
};

/** Of what was built last. */
export const bundleSizes = async (): Promise<ReadonlyMap<string, BundleSize>> => {
  const functions = (await findBundles()).filter(({ kind }) => kind === 'function');
  return new Map(
    functions.map(({ name, outfile }) => {
      const contents = readFileSync(outfile);
      const gzipKib = gzipSync(contents).byteLength / 1024;
      return [name, { kib: contents.byteLength / 1024, gzipKib }];
    }),
  );
};
