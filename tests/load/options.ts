// What `npm run load` can be asked for; loopback only, and bounded in count and time.
import { FlagError, readFlags, wholeFlag } from '../../platform/cli/flags.ts';
import { type Dependency, dependencies } from './dependency.ts';

export const scenarioNames = [
  'browse',
  'order',
  'mixed',
  'flash-sale',
  'overload',
  'pressure',
  'dependency-down',
  'recovery',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface LoadOptions {
  readonly scenario: ScenarioName;
  readonly url: string | undefined;
  readonly awsUrl: string | undefined;
  /** Requests a second that are offered; 0 sends as fast as the answers come. */
  readonly rate: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly requests: number;
  /** What is down, one after the other. */
  readonly down: readonly Dependency[];
  readonly json: boolean;
}

/** Seconds, where they are not ten. */
const usual: Partial<Record<ScenarioName, number>> = {
  overload: 120,
  pressure: 20,
  'dependency-down': 60,
  recovery: 10,
};

export const limits = { seconds: 600, requests: 200_000, concurrency: 500, rate: 5000 };

export const usage = `Usage: npm run load [-- <scenario> --seconds <n> --concurrency <n> …]

Puts load on a system on this machine and prints what it made of it; starts one when none is named.
  <scenario>         ${scenarioNames.join(', ')} (mixed)
  --url <url>        API of a running copy, on this machine only (starts its own)
  --aws-url <url>    AWS endpoint of that copy (http://127.0.0.1:4566)
  --seconds <n>      how long (10, overload 120, pressure 20, dependency-down 60; at most ${limits.seconds})
  --requests <n>     at most so many (10000, at most ${limits.requests})
  --concurrency <n>  requests at once (16, at most ${limits.concurrency})
  --rate <n>         requests offered in a second; 0: as fast as answers come (0, at most ${limits.rate})
  --only <name>      dependency-down: one of ${dependencies.join(', ')} (all, one after the other)
  --json             one JSON document at the end
  --help             this text`;

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const onThisMachine = (url: string | undefined): string | undefined => {
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new FlagError(`${url} is no URL`);
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'http:' || !loopback.has(hostname)) {
    throw new FlagError(`load goes to this machine only, not to ${hostname}`);
  }
  return url.replace(/\/$/, '');
};

const downOf = (only: string | undefined, scenario: ScenarioName): readonly Dependency[] => {
  if (only === undefined) return dependencies;
  if (scenario !== 'dependency-down') throw new FlagError('--only belongs to dependency-down');
  const found = dependencies.filter((name) => name === only);
  if (found.length > 0) return found;
  throw new FlagError(`--only takes ${dependencies.join(', ')}, not ${only}`);
};

export const readOptions = (args: readonly string[]): LoadOptions | undefined => {
  const text = { type: 'string' } as const;
  const { values, positionals } = readFlags({
    args: [...args],
    allowPositionals: true,
    options: {
      url: text,
      'aws-url': text,
      seconds: text,
      requests: text,
      concurrency: text,
      rate: text,
      only: text,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const scenario = (positionals[0] ?? 'mixed') as ScenarioName;
  if (!scenarioNames.includes(scenario)) {
    throw new FlagError(`there is no scenario ${scenario}; there are ${scenarioNames.join(', ')}`);
  }
  const whole = (name: keyof typeof limits, fallback: number, least = 1) =>
    wholeFlag(values[name], name, { fallback, least, most: limits[name] });
  return {
    scenario,
    url: onThisMachine(values.url),
    awsUrl: onThisMachine(values['aws-url']),
    seconds: whole('seconds', usual[scenario] ?? 10, 0),
    requests: whole('requests', 10_000, 0),
    concurrency: whole('concurrency', 16),
    rate: whole('rate', 0, 0),
    down: downOf(values.only, scenario),
    json: values.json === true,
  };
};
