// AWS Lambda: the functions of the assembly, and the ways to invoke them.
import type { Access, Deliver, Functions, InvokeResult } from '../cloud/cloud.ts';
import { createAsyncInvoker } from './async.ts';
import { definitionOf, type FunctionDefinition } from './execution/definition.ts';
import { createExecution, type Execution } from './execution/execution.ts';
import { disturbed, type NextFault } from './execution/faults.ts';
import { type Host, processStarter } from './execution/process.ts';
import { type Bill, createReporter } from './execution/report.ts';
import { startRuntimeApi } from './execution/runtime-api.ts';
import { createRegistry, type Registry } from './registry.ts';

export interface FunctionService
  extends Functions,
    Omit<Registry, 'asyncConfig'>,
    Pick<Execution, 'reload' | 'stop' | 'tally' | 'tryOut' | 'turns' | 'wokenBySchedule'> {
  /** For pollers: waits for an environment where a caller would be throttled. */
  invokeWhenFree(id: string, payload: string): Promise<InvokeResult>;
  /** All of them, as another runner of functions needs them. */
  definitions(): FunctionDefinition[];
  /** Invocation type Event: answered at once, retried and sent to the destination in the background. */
  invokeAsync(id: string, payload: string): void;
}

export interface FunctionNeeds {
  readonly host: Host;
  readonly access: Pick<Access, 'credentialsFor' | 'trusts'>;
  readonly nextFault: NextFault;
  readonly usage: Bill;
  /** Sends a record to a destination on behalf of a role. */
  readonly deliver: Deliver;
}

export async function createFunctions(needs: FunctionNeeds): Promise<FunctionService> {
  const { host, access, nextFault, usage, deliver } = needs;
  const api = await startRuntimeApi();
  const { asyncConfig, ...registry } = createRegistry(host);
  const configOf = registry.config;
  const { add, stop, ...execution } = createExecution({
    configOf,
    start: processStarter(host, access, api),
    ended: createReporter(host.log, usage),
  });
  const invoke = disturbed({ host, nextFault, configOf, invoke: execution.invoke });
  const invoker = createAsyncInvoker({
    invoke: (id, payload) => invoke({ id, payload, waits: true }),
    roleOf: configOf,
    configOf: asyncConfig,
    deliver,
    log: (service, line) => host.log.line(service, line),
  });
  return {
    ...registry,
    ...execution,
    invoke: (id, payload, trace, clientContext) => invoke({ id, payload, trace, clientContext }),
    invokeWhenFree: (id, payload) => invoke({ id, payload, waits: true }),
    invokeAsync(id, payload) {
      // What is not there is told to the caller, not to the log.
      configOf(id);
      invoker.enqueue(id, payload);
    },
    add(config) {
      if (!access.trusts(config.roleArn, 'lambda.amazonaws.com')) {
        throw new Error(`the role ${config.roleArn} cannot be assumed by lambda.amazonaws.com`);
      }
      registry.add(config);
      add(config);
    },
    definitions: () =>
      registry.list().map(({ name }) => definitionOf(configOf(name), host, access)),
    async stop() {
      await stop();
      await api.stop();
    },
  };
}
