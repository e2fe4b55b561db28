// A cloud for tests of its parts: functions are callbacks, log lines are kept, nothing is listening.

import type {
  Cloud,
  ManagedProcess,
  Resource,
  ResourceHandler,
} from '../../localstack/cloud/cloud.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { balancerOf } from '../../localstack/load-balancer/balancer.ts';

type FakeFunction = (event: never) => unknown;

export interface FakeCloud {
  readonly cloud: Cloud;
  readonly lines: string[];
  readonly functions: Map<string, FakeFunction>;
  readonly forbidden: Set<string>;
  readonly secrets: Map<string, string>;
  readonly images: Map<string, string>;
  /** Makes a resource with its handler. */
  create(
    handlers: readonly ResourceHandler[],
    type: string,
    resource: Partial<Resource>,
  ): Promise<string>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export async function fakeCloud(): Promise<FakeCloud> {
  const lines: string[] = [];
  const functions = new Map<string, FakeFunction>();
  const forbidden = new Set<string>();
  const secrets = new Map<string, string>();
  const images = new Map<string, string>();
  const stops: (() => Promise<void>)[] = [];
  const readies: (() => Promise<void>)[] = [];
  const processes: ManagedProcess[] = [];
  const cloud: Cloud = {
    region: 'us-east-1',
    accountId: '000000000000',
    endpoints: { api: await freePort(), aws: 0 },
    dataDir: undefined,
    functions: {
      invoke: async (name, payload) => answerOf(functions, name, payload),
      permits: (name) => !forbidden.has(name),
      reload: () => undefined,
      list: () => [],
    },
    access: {
      credentialsFor: (roleArn) => ({
        accessKeyId: `key-of-${roleArn}`,
        secretAccessKey: 'secret',
      }),
      check: () => undefined,
      namesPartitions: () => false,
    },
    parameters: { get: () => undefined, put: () => undefined },
    secrets: { value: (id) => secrets.get(id) },
    balancer: { url: (id) => balancerOf(cloud).url(id) },
    images: { directory: (image) => images.get(image) },
    log: { line: (source, text) => void lines.push(`${source}: ${text}`) },
    childEnvironment: { AWS_REGION: 'us-east-1' },
    onStop: (_name, stop) => void stops.unshift(stop),
    onReady: (_name, ready) => void readies.push(ready),
    processes: () => processes,
    track: (process) => void processes.push(process),
    untrack: (pid) =>
      void processes.splice(
        processes.findIndex((one) => one.pid === pid),
        1,
      ),
  };
  return {
    cloud,
    lines,
    functions,
    forbidden,
    secrets,
    images,
    async create(handlers, type, resource) {
      const handler = handlers.find((one) => one.type === type);
      if (!handler) throw new Error(`no handler makes ${type}`);
      const logicalId = resource.logicalId ?? type.split('::').slice(1).join('');
      const created = await handler.create(
        { stack: 'Test', logicalId, type, path: `Test/${logicalId}`, properties: {}, ...resource },
        cloud,
      );
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
