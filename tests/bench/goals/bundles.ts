// P2: how large the bundles of functions are; those that carry a library of their own stand beside it.
import { type BundleSize, bundleSizes, exceptions, usual } from '../../support/bundle-sizes.ts';
import type { Goal, Measurement } from '../goal.ts';

export const bundles: Goal = {
  names: ['P2'],
  measure: async () => {
    const sizes = [...(await bundleSizes())];
    const measured = (member: keyof BundleSize, unit: string): Measurement => {
      const isException = ([name]: (typeof sizes)[number]) => Object.hasOwn(exceptions, name);
      const others = sizes.filter((each) => !isException(each)).map(([, size]) => size[member]);
      return {
        goal: 'P2',
        what: 'the largest bundle of a function, but for those below',
        samples: [Math.max(...others)],
        limit: { atMost: usual[member] },
        unit,
        details: Object.fromEntries(
          sizes.filter(isException).map(([name, size]) => [name, size[member]]),
        ),
      };
    };
    return [measured('kib', 'KiB'), measured('gzipKib', 'KiB gzip')];
  },
};
