// One execution environment: a Node process that runs one function, one event at a time.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { behindTheOthers, eachLine, spawnChild } from '../../cloud/children.ts';
import type { FunctionConfig } from '../config.ts';
import type { RuntimeApi, RuntimeClient } from './runtime-api.ts';

export interface Event {
  readonly requestId: string;
  readonly invokedArn: string;
  readonly payload: string;
  /** `X-Amzn-Trace-Id` of what invokes it. */
  readonly trace?: string | undefined;
  /** JSON, as the caller has given it. */
  readonly clientContext?: string | undefined;
}

export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
  /** The process was killed, and by nobody here. */
  readonly isLost?: boolean;
  readonly durationMs: number;
  readonly initMs?: number;
  readonly maxMemoryMb: number;
}

export interface Environment {
  readonly pid: number;
  /** False once the process has ended or will take no further event. */
  readonly alive: boolean;
  run(event: Event): Promise<Outcome>;
  kill(): void;
  readonly gone: Promise<void>;
  /** Resolves when the code is loaded; rejects with a `LoadError`. */
  readonly loaded: Promise<void>;
}

/** How code failed while it was loaded; its stack is that of the code. */
export class LoadError extends Error {
  constructor(payload: string) {
    const { errorType, errorMessage, trace } = JSON.parse(payload) as InitError;
    super(`${errorType}: ${errorMessage}`);
    this.name = 'LoadError';
    if (trace) this.stack = trace.join('\n');
  }
}

interface InitError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export interface EnvironmentOptions {
  readonly config: FunctionConfig;
  readonly variables: Record<string, string>;
  readonly api: RuntimeApi;
  readonly log: (line: string) => void;
}

interface Current {
  readonly event: Event;
  readonly resolve: (outcome: Outcome) => void;
  startedAt: number;
  timer: NodeJS.Timeout | undefined;
}

const runtime = fileURLToPath(new URL('runtime.mjs', import.meta.url));
// AWS gives the initialisation ten seconds before it starts over within the first invocation.
const initLimitMs = 10_000;
// Whoever debugs takes their time; a longer timer overflows the 32 bits of setTimeout.
const inspectedLimitMs = 2_000_000_000;

/** From so many MB on a function has a processor of its own, and is one that computes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const ownProcessorMb = 1_769;

const errorPayload = (errorType: string, errorMessage: string) =>
  JSON.stringify({ errorType, errorMessage });

export function startEnvironment(options: EnvironmentOptions): Environment {
  const { config, api, log } = options;
  const inspected = config.inspectPort !== undefined;
  const id = randomUUID();
  const spawnedAt = performance.now();
  let reply: ((headers: Record<string, string>, payload: string) => void) | undefined;
  let current: Current | undefined;
  let initMs: number | undefined;
  let initReported = false;
  let memoryKb = 0;
  let alive = true;
  let initFailure: string | undefined;
  const loading = Promise.withResolvers<void>();
  loading.promise.catch(() => undefined);

  const client: RuntimeClient = {
    next(answer) {
      initMs ??= performance.now() - spawnedAt;
      loading.resolve();
      reply = answer;
      handOver();
    },
    done(requestId, outcome, payload, kilobytes) {
      memoryKb = kilobytes;
      if (current?.event.requestId === requestId) finish(payload, outcome === 'error');
    },
    initError(payload) {
      initFailure = payload;
      kill();
    },
  };

  const child = spawnChild(
    process.execPath,
    [
      `--max-old-space-size=${config.memoryMb}`,
      // Many of them live side by side: three times 16 MB each for what is young would be most of their memory; with 1 MB an order costs a fifth more.
      '--max-semi-space-size=4',
      ...(inspected ? [`--inspect-brk=127.0.0.1:${config.inspectPort}`] : []),
      runtime,
    ],
    {
      cwd: config.codePath,
      env: { ...options.variables, AWS_LAMBDA_RUNTIME_API: api.add(id, client) },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(config.memoryMb >= ownProcessorMb && { niceness: behindTheOthers }),
    },
  );
  eachLine(child.stdout, log);
  eachLine(child.stderr, log);
  const initTimer = setTimeout(
    () => {
      if (initMs === undefined) kill();
    },
    inspected ? inspectedLimitMs : initLimitMs,
  );

  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const isLost = alive && signal === 'SIGKILL';
      alive = false;
      clearTimeout(initTimer);
      api.remove(id);
      const status = signal ? `signal: ${signal}` : `exit status ${code}`;
      const message = `RequestId: ${current?.event.requestId ?? ''} Error: Runtime exited with error: ${status}`;
      const failure = initFailure ?? errorPayload('Runtime.ExitError', message);
      loading.reject(new LoadError(failure));
      finish(failure, true, isLost);
      resolve();
    });
  });

  function kill(): void {
    alive = false;
    child.kill('SIGKILL');
  }

  function finish(payload: string, failed: boolean, isLost = false): void {
    if (!current) return;
    const { resolve, startedAt, timer } = current;
    clearTimeout(timer);
    current = undefined;
    const durationMs = startedAt === 0 ? 0 : performance.now() - startedAt;
    const init = initReported ? {} : { initMs: initMs ?? performance.now() - spawnedAt };
    initReported = true;
    const maxMemoryMb = Math.ceil(memoryKb / 1024);
    resolve({ payload, failed, isLost, durationMs, ...init, maxMemoryMb });
  }

  function timeOut(requestId: string): void {
    const message = `Task timed out after ${config.timeoutSeconds.toFixed(2)} seconds`;
    log(`${new Date().toISOString()} ${requestId} ${message}`);
    kill();
    finish(errorPayload('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`), true);
  }

  function handOver(): void {
    if (!current || !reply) return;
    const { event } = current;
    const answer = reply;
    reply = undefined;
    current.startedAt = performance.now();
    const limitMs = inspected ? inspectedLimitMs : config.timeoutSeconds * 1000;
    current.timer = setTimeout(() => timeOut(event.requestId), limitMs);
    answer(
      {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': event.requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + limitMs),
        'lambda-runtime-invoked-function-arn': event.invokedArn,
        // As one line of ASCII, which every header is.
        ...(event.clientContext && {
          'lambda-runtime-client-context': event.clientContext.replace(
            /[^\x20-\x7e]/g,
            (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
          ),
        }),
        'lambda-runtime-trace-id':
          event.trace ??
          `Root=1-${event.requestId.slice(0, 8)}-${event.requestId.replaceAll('-', '').slice(8)}`,
      },
      event.payload,
    );
  }

  return {
    pid: child.pid,
    get alive() {
      return alive;
    },
    gone,
    loaded: loading.promise,
    kill,
    run(event) {
      return new Promise((resolve) => {
        current = { event, resolve, startedAt: 0, timer: undefined };
        if (!alive) {
          finish(errorPayload('Runtime.ExitError', 'the environment has ended'), true, true);
          return;
        }
        handOver();
      });
    },
  };
}
