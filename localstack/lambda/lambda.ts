// AWS Lambda: the functions of the assembly, their environments, permissions and ways to be invoked.
import { randomUUID } from 'node:crypto';
import type { Cloud, Functions, InvokeResult } from '../cloud/cloud.ts';
import type { Faults } from '../cloud/faults.ts';
import { traceOfHeader, tracesIn, type Usage } from '../cloud/usage.ts';
import { wildcard } from '../cloud/wildcard.ts';
import type { Roles } from '../iam/access.ts';
import { createAsyncInvoker, type Deliver } from './async.ts';
import { type AsyncConfig, type FunctionConfig, type Permission, parseFunction } from './config.ts';
import { type Outcome, startEnvironment } from './environment.ts';
import { invokeWithFault } from './faults.ts';
import { answerError, checkPayload, LambdaError, maxPayloadBytes } from './limits.ts';
import { createPool, type Pool } from './pool.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { createTally, type Tally } from './tally.ts';

export interface FunctionService extends Functions {
  add(config: FunctionConfig): void;
  addAlias(functionName: string, alias: string): string;
  addPermission(functionId: string, permission: Permission): void;
  configureAsync(functionId: string, config: AsyncConfig): void;
  /** A schedule calls it: its environments end soon after their work. */
  wokenBySchedule(functionId: string): void;
  config(id: string): FunctionConfig;
  aliases(functionName: string): readonly string[];
  /** Statements of the policy of the function, or of the version or alias that the id names. */
  permissions(id: string): readonly Permission[];
  /** The alias that an id names, if any. */
  aliasOf(id: string): string | undefined;
  /** Most events at a time a poller may have running. */
  limit(id: string): number;
  /** For pollers: waits for an environment where a caller would be throttled. */
  invokeWhenFree(id: string, payload: string): Promise<InvokeResult>;
  /** Invocation type Event: answered at once, retried and sent to the destination in the background. */
  invokeAsync(id: string, payload: string): void;
  /** What became of its invocations, and how many of them run now. */
  tally(id: string): Tally & { readonly running: number };
  stop(): Promise<void>;
}

type Host = Pick<
  Cloud,
  'access' | 'accountId' | 'childEnvironment' | 'log' | 'processes' | 'region' | 'track' | 'untrack'
>;

export interface FunctionServiceOptions {
  readonly cloud: Host;
  readonly roles: Roles;
  readonly faults: Faults;
  readonly usage: Pick<Usage, 'count'>;
  /** Sends a record to a destination on behalf of a role. */
  readonly deliver: Deliver;
}

interface Entry {
  readonly config: FunctionConfig;
  readonly pool: Pool;
  readonly tally: ReturnType<typeof createTally>;
  readonly aliases: Set<string>;
  readonly permissions: Map<string, Permission[]>;
}

interface Invocation {
  readonly id: string;
  readonly payload: string;
  /** For an environment, where a caller would be throttled. */
  readonly waits?: boolean;
  readonly trace?: string | undefined;
}

// A laptop has few cores: more processes than this only cost memory, whatever the reservation says.
const mostEnvironments = 10;
const idleMs = 300_000;
// What a schedule wakes works for a moment, and its next turn is told beforehand.
const scheduledIdleMs = 20_000;
const drainMs = 3000;

export function report(config: FunctionConfig, result: InvokeResult): string {
  const { requestId, durationMs, initMs, maxMemoryMb } = result.report;
  const init = initMs === undefined ? '' : `\tInit Duration: ${initMs.toFixed(2)} ms`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${config.memoryMb} MB\tMax Memory Used: ${maxMemoryMb} MB${init}`;
}

function resultOf(requestId: string, outcome: Outcome): InvokeResult {
  const { payload, durationMs, initMs, maxMemoryMb } = outcome;
  const tooLong = answerError(payload);
  const failed = outcome.failed || tooLong !== undefined;
  return {
    payload: tooLong ?? payload,
    ...(failed && { functionError: 'Unhandled' as const }),
    report: { requestId, durationMs, ...(initMs !== undefined && { initMs }), maxMemoryMb },
  };
}

const logGroupOf = ({ name }: FunctionConfig) => `/aws/lambda/${name}`;

function variablesOf(config: FunctionConfig, cloud: Host): Record<string, string> {
  const credentials = cloud.access.credentialsFor(config.roleArn, config.name);
  return {
    ...cloud.childEnvironment,
    ...config.environment,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(config),
    AWS_LAMBDA_LOG_STREAM_NAME: 'embedded',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: config.codePath,
    _HANDLER: config.handler,
    TZ: ':UTC',
  };
}

export async function createFunctions(options: FunctionServiceOptions): Promise<FunctionService> {
  const { cloud, roles } = options;
  const api = await startRuntimeApi();
  const entries = new Map<string, Entry>();
  const asyncConfigs = new Map<string, AsyncConfig>();
  const scheduled = new Set<string>();
  let stopping = false;

  function entry(id: string): Entry {
    const { name, qualifier } = parseFunction(id);
    const found = entries.get(name);
    const known =
      qualifier === undefined || qualifier === '$LATEST' || found?.aliases.has(qualifier);
    if (found && known) return found;
    throw new LambdaError(
      'ResourceNotFoundException',
      `Function not found: arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:${name}${qualifier ? `:${qualifier}` : ''}`,
    );
  }

  function startFor(config: FunctionConfig) {
    const environment = startEnvironment({
      config,
      api,
      variables: variablesOf(config, cloud),
      log: (line) => cloud.log.line(config.service, line, logGroupOf(config)),
    });
    cloud.track({ name: config.name, kind: 'function', pid: environment.pid });
    environment.gone.then(() => cloud.untrack(environment.pid)).catch(() => undefined);
    return environment;
  }

  async function invokeOnce({ id, payload, waits, trace }: Invocation): Promise<InvokeResult> {
    const { config, pool, tally } = entry(id);
    checkPayload(payload, maxPayloadBytes);
    if (stopping) throw new LambdaError('ServiceException', 'the embedded cloud is stopping');
    const most = waits ? undefined : config.reservedConcurrency;
    if (most !== undefined && pool.running >= most) {
      tally.throttled();
      throw new LambdaError(
        'TooManyRequestsException',
        `Rate Exceeded: ${config.name} has its ${most} reserved environments busy`,
      );
    }
    const requestId = randomUUID();
    const invokedArn = id.startsWith('arn:') ? id : config.arn;
    const result = resultOf(requestId, await pool.run({ requestId, invokedArn, payload, trace }));
    tally.ended(result);
    const traces = trace === undefined ? tracesIn(payload) : traceOfHeader(trace);
    const seconds = Math.ceil(result.report.durationMs) / 1000;
    options.usage.count(traces, 'invocations', config.name);
    options.usage.count(
      traces,
      'gigabyte-seconds',
      config.name,
      (seconds * config.memoryMb) / 1024,
    );
    cloud.log.line(config.service, report(config, result), logGroupOf(config));
    return result;
  }

  function kill(name: string): void {
    const running = cloud.processes().find((one) => one.kind === 'function' && one.name === name);
    if (running) process.kill(running.pid, 'SIGKILL');
  }

  function invoke(invocation: Invocation): Promise<InvokeResult> {
    const { config } = entry(invocation.id);
    const fault = options.faults.next(config.service);
    if (!fault) return invokeOnce(invocation);
    return invokeWithFault(
      fault,
      () => invokeOnce(invocation),
      () => kill(config.name),
    );
  }

  const invoker = createAsyncInvoker({
    invoke: (id, payload) => invoke({ id, payload, waits: true }),
    roleOf: (id) => entry(id).config,
    configOf: (id) => {
      const { name, qualifier } = parseFunction(id);
      return asyncConfigs.get(`${name}:${qualifier ?? '$LATEST'}`);
    },
    deliver: options.deliver,
    log: (service, line) => cloud.log.line(service, line),
  });

  return {
    // A failed lookup rejects, it does not throw.
    invoke: async (id, payload, trace) => await invoke({ id, payload, trace }),
    invokeWhenFree: async (id, payload) => await invoke({ id, payload, waits: true }),
    invokeAsync(id, payload) {
      entry(id);
      invoker.enqueue(id, payload);
    },
    add(config) {
      if (!roles.trusts(config.roleArn, 'lambda.amazonaws.com')) {
        throw new Error(`the role ${config.roleArn} cannot be assumed by lambda.amazonaws.com`);
      }
      const limit = Math.min(config.reservedConcurrency ?? mostEnvironments, mostEnvironments);
      const pool = createPool({
        limit,
        idleMs: () => (scheduled.has(config.name) ? scheduledIdleMs : idleMs),
        start: () => startFor(config),
      });
      const [aliases, permissions] = [new Set<string>(), new Map<string, Permission[]>()];
      entries.set(config.name, { config, pool, tally: createTally(), aliases, permissions });
    },
    addAlias(functionName, alias) {
      const { config, aliases } = entry(functionName);
      aliases.add(alias);
      return `${config.arn}:${alias}`;
    },
    addPermission(functionId, permission) {
      const { permissions } = entry(functionId);
      const qualifier = parseFunction(functionId).qualifier ?? '$LATEST';
      permissions.set(qualifier, [...(permissions.get(qualifier) ?? []), permission]);
    },
    permits(name, principal, sourceArn) {
      const { permissions } = entry(name);
      const granted = permissions.get(parseFunction(name).qualifier ?? '$LATEST') ?? [];
      return granted.some(
        (one) =>
          one.principal === principal &&
          (one.sourceArn === undefined || wildcard(one.sourceArn).test(sourceArn)),
      );
    },
    wokenBySchedule: (id) => void scheduled.add(parseFunction(id).name),
    configureAsync(functionId, config) {
      const { name, qualifier } = parseFunction(functionId);
      asyncConfigs.set(`${name}:${qualifier ?? '$LATEST'}`, config);
    },
    config: (id) => entry(id).config,
    tally: (id) => ({ ...entry(id).tally.read(), running: entry(id).pool.running }),
    // A version's number stands beside the aliases: both are ways to name the current code.
    aliases: (name) => [...entry(name).aliases].filter((alias) => !/^\d+$/.test(alias)),
    permissions: (id) => entry(id).permissions.get(parseFunction(id).qualifier ?? '$LATEST') ?? [],
    aliasOf: (id) => parseFunction(id).qualifier,
    limit: (id) =>
      Math.min(entry(id).config.reservedConcurrency ?? mostEnvironments, mostEnvironments),
    reload: (name) => entry(name).pool.renew(),
    list: () =>
      [...entries.values()].map(({ config }) => ({
        name: config.name,
        arn: config.arn,
        service: config.service,
        codePath: config.codePath,
      })),
    async stop() {
      stopping = true;
      await Promise.all([...entries.values()].map(({ pool }) => pool.stop(drainMs)));
      await api.stop();
    },
  };
}
