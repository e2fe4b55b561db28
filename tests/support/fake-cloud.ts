// A cloud for tests of its parts: functions are callbacks, log lines are kept, nothing is listening.
import type { ManagedProcess, Resource, ResourceHandler } from '../../localstack/cloud/cloud.ts';
import type { Fault } from '../../localstack/cloud/faults.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import type { TaskOptions } from '../../localstack/ecs/tasks.ts';
import { networkOf } from '../../localstack/embedded/network.ts';

type FakeFunction = (event: never) => unknown;

export type FakeCloud = Awaited<ReturnType<typeof fakeCloud>>;

const accessOf = () => ({
  credentialsFor: (roleArn: string) => ({
    accessKeyId: `key-of-${roleArn}`,
    secretAccessKey: 'secret',
  }),
  check: () => undefined,
  checkRole: () => undefined,
  namesPartitions: () => false,
  isRole: () => false,
  identity: () => 'arn:aws:iam::000000000000:root',
  trusts: () => true,
});

interface FakeOptions {
  readonly taskOptions?: TaskOptions;
  /** The fault that the next request to a service meets, if any. */
  readonly nextFault?: (service: string) => Fault | undefined;
}

export async function fakeCloud({ taskOptions, nextFault = () => undefined }: FakeOptions = {}) {
  const lines: string[] = [];
  const functions = new Map<string, FakeFunction>();
  const forbidden = new Set<string>();
  const secrets = new Map<string, string>();
  const images = new Map<string, string>();
  const stops: (() => Promise<void>)[] = [];
  const readies: (() => Promise<void>)[] = [];
  const processes: ManagedProcess[] = [];
  const ground = {
    region: 'us-east-1',
    accountId: '000000000000',
    endpoints: { api: await freePort(), aws: 0 },
    dataDir: undefined,
    log: { line: (source: string, text: string) => void lines.push(`${source}: ${text}`) },
    childEnvironment: { AWS_REGION: 'us-east-1' },
    onStop: (_name: string, stop: () => Promise<void>) => void stops.unshift(stop),
    onReady: (_name: string, ready: () => Promise<void>) => void readies.push(ready),
    processes: () => processes,
    track: (process: ManagedProcess) => void processes.push(process),
    untrack: (pid: number) =>
      void processes.splice(
        processes.findIndex((one) => one.pid === pid),
        1,
      ),
  };
  const parts = {
    access: accessOf(),
    functions: {
      invoke: async (name: string, payload: string) => answerOf(functions, name, payload),
      permits: (name: string) => !forbidden.has(name),
      reload: (_name: string) => undefined,
      list: (): { name: string; arn: string; service: string; codePath: string }[] => [],
    },
    parameters: { get: () => undefined, put: () => undefined },
    secrets: { value: (id: string) => secrets.get(id) },
    buckets: { read: () => undefined },
    images: { directory: (image: string) => images.get(image) },
  };
  const network = networkOf({ ground, ...parts, taskOptions, nextFault, telemetry: undefined });
  const handlers: readonly ResourceHandler[] = network.services.flatMap((one) => one.resources);
  return {
    cloud: { ...ground, ...parts, ...network },
    lines,
    functions,
    forbidden,
    secrets,
    images,
    /** Makes a resource with its handler. */
    async create(type: string, resource: Partial<Resource>) {
      const handler = handlers.find((one) => one.type === type);
      if (!handler) throw new Error(`no handler makes ${type}`);
      const logicalId = resource.logicalId ?? type.split('::').slice(1).join('');
      const created = await handler.create({
        stack: 'Test',
        logicalId,
        type,
        path: `Test/${logicalId}`,
        properties: {},
        ...resource,
      });
      return created.ref;
    },
    async ready() {
      await Promise.all(readies.map((ready) => ready()));
    },
    async stop() {
      for (const stop of stops) await stop();
    },
  };
}

async function answerOf(functions: Map<string, FakeFunction>, name: string, payload: string) {
  const report = { requestId: 'r', durationMs: 1, maxMemoryMb: 1 };
  try {
    const result = await functions.get(name)?.(JSON.parse(payload) as never);
    return { payload: JSON.stringify(result) ?? 'null', report };
  } catch (error) {
    const { message, name: errorType } = error as Error;
    if (errorType === 'TooManyRequestsException') throw error;
    return {
      payload: JSON.stringify({ errorMessage: message, errorType }),
      functionError: 'Unhandled' as const,
      report,
    };
  }
}
