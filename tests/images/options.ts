// What `npm run tandem -- images:test` can be asked for.

import { baseFlag } from '../../infra/images/options.ts';
import { readFlags, wholeFlag } from '../../platform/cli/flags.ts';

export interface TestOptions {
  /** As for `npm run images`. */
  readonly base: string | undefined;
  readonly build: boolean;
  readonly compose: boolean;
  readonly orders: number;
  readonly verbose: boolean;
}

export const usage = `Usage: npm run tandem -- images:test [--orders <n> --base <image>]

Runs the images of the containers with a Docker engine inside the embedded cloud (Linux: they use its network),
as the template does, and with no new privileges: read-only, without root and capabilities, its CPU and memory.
Places orders through them, then stops one task of each service under load, and prints what was measured.
  --orders <n>     orders to place before the load (20, at most 1000)
  --base <image>   base image, as for npm run images
  --compose        start them by containers/compose.yaml instead, and stop none under load
  --no-build       run the images that were built last
  --verbose        show the log lines of the system
  --help           this text

Exit code: 0 all held, 1 something did not, or there is no engine, 2 wrong flags.`;

/** Undefined where the help is asked for; throws FlagError. */
export const readOptions = (args: readonly string[]): TestOptions | undefined => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = readFlags({
    args: [...args],
    options: {
      orders: text,
      base: text,
      compose: flag,
      'no-build': flag,
      verbose: flag,
      help: flag,
    },
  });
  if (values.help) return undefined;
  return {
    base: baseFlag(values.base),
    build: values['no-build'] !== true,
    compose: values.compose === true,
    orders: wholeFlag(values.orders, 'orders', { fallback: 20, most: 1000 }),
    verbose: values.verbose === true,
  };
};
