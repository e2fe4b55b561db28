// P16: how long the whole test suite takes; only where it is asked for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Goal } from '../goal.ts';

export const suite: Goal = {
  names: ['P16'],
  isNamedOnly: true,
  measure: async ({ log }) => {
    log('P16: npm test');
    const began = performance.now();
    const child = spawn(process.execPath, ['localstack/tandem.mjs', 'test'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`npm test ends with ${code}: run it by itself to see why`);
    return [
      {
        goal: 'P16',
        what: 'the whole test suite',
        samples: [(performance.now() - began) / 1_000],
        limit: { atMost: 180 },
        unit: 's',
        details: {},
      },
    ];
  },
};
