// Bundles of functions stay small: 270 KiB, and 90 of them compressed. What is built before the tests of this folder is measured.
import { expect, it } from 'vitest';
import { bundleSizes, exceptions, usual } from '../support/bundle-sizes.ts';

const sizes = await bundleSizes();

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
