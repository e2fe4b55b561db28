// What `npm run chaos` can be asked for.
import { bounds, faultNames } from '../../localstack/tandem/chaos/asked.ts';
import { FlagError, readFlags, wholeFlag } from '../../platform/cli/flags.ts';

export interface ChaosOptions {
  readonly orders: number;
  readonly seed: number;
  /** More than one: several runs. */
  readonly seeds: readonly number[];
  /** All together. */
  readonly withinSeconds: number;
  readonly skus: number;
  readonly concurrency: number;
  /** Names of parts of the mix. */
  readonly faults: readonly string[];
  /** By the time of the storm where it is left out. */
  readonly settleSeconds: number | undefined;
  readonly json: boolean;
  readonly build: boolean;
  readonly verbose: boolean;
}

export const usage = `Usage: npm run chaos [-- --orders <n> --seed <n> --faults <list> …]

Runs the whole system, breaks it while orders come in, heals it, and checks every invariant (Linux).
  --orders <n>      orders to place (1000)
  --seed <n>        what is ordered, and which faults strike; printed, so that a run can be repeated
  --seeds <list>    several runs, e.g. 7,11,42: each begins when the one before has healed
  --within <s>      seconds in which they must all be through (3600)
  --faults <list>   of ${faultNames.join(', ')}, or "none" (all)
  --skus <n>        SKUs on sale; demand is 1.5 times their stock (200)
  --concurrency <n> customers at once (16)
  --settle <s>      seconds after healing in which everything must have settled
                    (120, and twice what the storm took, which tells how fast the machine is)
  --no-build        run what was built last
  --verbose         show the log lines of the system
  --json            one JSON document at the end, nothing else on standard output
  --help            this text

Exit code: 0 nothing was broken, 1 an invariant was, 2 wrong flags, 130 stopped by Ctrl-C.
Report: .local/chaos/<seed>.json and <seed>.txt`;

const chosenFaults = (text: string | undefined): readonly string[] => {
  if (text === undefined) return faultNames;
  if (text === 'none') return [];
  const chosen = text.split(',').map((name) => name.trim());
  const unknown = chosen.find((name) => !faultNames.includes(name));
  if (unknown === undefined) return chosen;
  throw new FlagError(`there is no fault ${unknown}; there are ${faultNames.join(', ')}, none`);
};

/** Undefined where the help is asked for; throws FlagError. */
export const readOptions = (args: readonly string[]): ChaosOptions | undefined => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = readFlags({
    args: [...args],
    options: {
      orders: text,
      seed: text,
      seeds: text,
      within: text,
      skus: text,
      concurrency: text,
      faults: text,
      settle: text,
      json: flag,
      'no-build': flag,
      verbose: flag,
      help: flag,
    },
  });
  if (values.help) return undefined;
  const { orders, skus, concurrency } = values;
  return {
    orders: wholeFlag(orders, 'orders', { fallback: 1000, most: 100_000 }),
    seed: wholeFlag(values.seed, 'seed', { ...bounds.seed, fallback: Date.now() % 1_000_000 }),
    seeds: (values.seeds?.split(',') ?? []).map((text) =>
      wholeFlag(text, 'seeds', { ...bounds.seed, fallback: 0 }),
    ),
    withinSeconds: wholeFlag(values.within, 'within', { fallback: 3600, least: 0, most: 86_400 }),
    skus: wholeFlag(skus, 'skus', { fallback: 200, most: 1000 }),
    concurrency: wholeFlag(concurrency, 'concurrency', { fallback: 16, most: 200 }),
    faults: chosenFaults(values.faults),
    settleSeconds:
      values.settle === undefined
        ? undefined
        : wholeFlag(values.settle, 'settle', { fallback: 0, least: 0, most: 3600 }),
    json: values.json === true,
    build: values['no-build'] !== true,
    verbose: values.verbose === true,
  };
};
