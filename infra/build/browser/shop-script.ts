// The script of the shop's pages as one file for browsers, with the client of the API in it.
import { build as esbuild } from 'esbuild';

/** A classic script: the pages load it deferred, under a policy that lets in files of the shop alone. */
export const writeShopScript = async (outfile: string): Promise<void> => {
  await esbuild({
    entryPoints: ['web/storefront/shop.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    format: 'iife',
    legalComments: 'none',
    logLevel: 'warning',
  });
};
