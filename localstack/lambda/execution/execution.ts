// Invocations in environments: how many at a time, and what became of them.
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { InvokeResult } from '../../cloud/cloud.ts';
import { type FunctionConfig, parseFunction } from '../config.ts';
import { checkPayload, LambdaError, maxPayloadBytes } from '../limits.ts';
import type { Environment, Event } from './environment.ts';
import { createPool, type Pool } from './pool.ts';
import { resultOf } from './report.ts';
import { createTally, type Tally } from './tally.ts';

export interface Invocation {
  readonly id: string;
  readonly payload: string;
  /** For an environment, where a caller would be throttled. */
  readonly waits?: boolean;
  readonly trace?: string | undefined;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

interface Needs {
  /** Throws where there is no such function. */
  readonly configOf: (id: string) => FunctionConfig;
  readonly start: (config: FunctionConfig) => Environment;
  /** Is told of the end of each invocation. */
  readonly ended: (config: FunctionConfig, result: InvokeResult, event: Event) => void;
}

export interface Execution {
  /** Environments start with the first event. */
  add(config: FunctionConfig): void;
  invoke(invocation: Invocation): Promise<InvokeResult>;
  /** Its environments end soon after their work. */
  wokenBySchedule(id: string): void;
  /** How many batches of all that it consumes run at a time. */
  turns(id: string): Pool['turns'];
  tally(id: string): Tally & { readonly running: number };
  reload(id: string): void;
  /** Loads the code of this directory in a process of its own; rejects with a `LoadError`. */
  tryOut(id: string, codePath: string): Promise<void>;
  stop(): Promise<void>;
}

interface Runner {
  readonly pool: Pool;
  readonly tally: ReturnType<typeof createTally>;
}

// A laptop has few cores: more processes than this only cost memory, whatever the reservation says.
const mostEnvironments = 10;
const idleMs = 300_000;
const spareMs = 30_000;
// What a schedule wakes works for a moment, and its next turn is told beforehand.
const scheduledIdleMs = 20_000;
// More would only take the processors from each other, and from what is at work.
const mostStarting = availableParallelism();
const drainMs = 3000;

const limitOf = ({ reservedConcurrency = mostEnvironments }: FunctionConfig) =>
  Math.min(reservedConcurrency, mostEnvironments);

/** A caller is throttled where the reservation is used up; a poller waits, unless nothing is reserved. */
function admit(config: FunctionConfig, { pool, tally }: Runner, waits = false): void {
  const most = config.reservedConcurrency;
  if (most === undefined || (waits && most > 0) || pool.running < most) return;
  tally.throttled();
  throw new LambdaError(
    'TooManyRequestsException',
    `Rate Exceeded: ${config.name} has its ${most} reserved environments busy`,
  );
}

export function createExecution({ configOf, start, ended }: Needs): Execution {
  const runners = new Map<string, Runner>();
  const scheduled = new Set<string>();
  let stopping = false;

  function runnerOf(id: string): Runner {
    const runner = runners.get(configOf(id).name);
    if (runner) return runner;
    throw new LambdaError('ServiceException', `${id} cannot run`);
  }

  async function invoke({ id, payload, waits, ...rest }: Invocation): Promise<InvokeResult> {
    const config = configOf(id);
    const runner = runnerOf(id);
    checkPayload(payload, maxPayloadBytes);
    if (stopping) throw new LambdaError('ServiceException', 'the embedded cloud is stopping');
    admit(config, runner, waits);
    const requestId = randomUUID();
    const { qualifier } = parseFunction(id);
    const invokedArn = qualifier === undefined ? config.arn : `${config.arn}:${qualifier}`;
    const event = { requestId, invokedArn, payload, ...rest };
    const result = resultOf(requestId, await runner.pool.run(event));
    runner.tally.ended(result);
    ended(config, result, event);
    return result;
  }

  return {
    add(config) {
      const pool = createPool({
        limit: limitOf(config),
        idleMs: () => (scheduled.has(config.name) ? scheduledIdleMs : idleMs),
        spareMs,
        mostStarting,
        start: () => start(config),
      });
      runners.set(config.name, { pool, tally: createTally() });
    },
    invoke,
    wokenBySchedule: (id) => void scheduled.add(parseFunction(id).name),
    turns: (id) => runnerOf(id).pool.turns,
    tally: (id) => ({ ...runnerOf(id).tally.read(), running: runnerOf(id).pool.running }),
    reload: (id) => runnerOf(id).pool.renew(),
    async tryOut(id, codePath) {
      const { inspectPort: _, ...config } = configOf(id);
      const environment = start({ ...config, codePath });
      try {
        await environment.loaded;
      } finally {
        environment.kill();
        await environment.gone;
      }
    },
    async stop() {
      stopping = true;
      await Promise.all([...runners.values()].map(({ pool }) => pool.stop(drainMs)));
    },
  };
}
