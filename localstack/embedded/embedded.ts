// The embedded cloud: runs an assembly in its services, and takes everything down again.
import { mkdirSync } from 'node:fs';
import { readAssembly, type Stack } from '../assembly/assembly.ts';
import { interpret } from '../assembly/interpret.ts';
import type {
  Created,
  Endpoints,
  Log,
  MadeResource,
  Resource,
  StackOutput,
} from '../cloud/cloud.ts';
import { createLifecycle, type Lifecycle } from '../cloud/lifecycle.ts';
import { freePort } from '../cloud/ports.ts';
import { createLogHistory } from '../cloudwatch-logs/history.ts';
import type { TaskOptions } from '../ecs/tasks.ts';
import { composeCloud, type EmbeddedCloud } from './compose.ts';
import { type Edge, startEdge } from './edge/edge.ts';
import { edgeServices } from './edge/services.ts';
import { createGround } from './ground.ts';
import { observe } from './observation.ts';
import { createDeploymentProgress, type Step } from './progress.ts';

export interface RunOptions {
  /** Directory of the cloud assembly. */
  readonly assembly: string;
  /** 0 takes a free port. */
  readonly ports: Endpoints;
  /** Where data is kept; ephemeral when left out. */
  readonly dataDir?: string;
  /** @default AWS_REGION or us-east-1 */
  readonly region?: string;
  /** SSM parameters that an operator provides on AWS. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly onStep?: (step: Step) => void;
  /** Each resource when it is there. */
  readonly onCreated?: (resource: Resource, created: Created) => void;
  /** Runs before the first resource is made: processes that the system expects to be there. */
  readonly prepare?: (cloud: EmbeddedCloud) => Promise<void>;
  /** Takes the spans of the gateway. */
  readonly telemetry?: Parameters<typeof observe>[0];
  readonly tasks?: TaskOptions;
  /** Routes below `/_tandem`. */
  readonly admin?: (cloud: EmbeddedCloud) => Admin;
  /** @default two minutes: what a starved machine needs, not how long a start takes */
  readonly readyWithinMs?: number;
}

export interface RunningCloud {
  readonly cloud: EmbeddedCloud;
  /** Drains for at most five seconds, then ends what is left. */
  stop(): Promise<void>;
}

const stopLimitMs = 4800;

type Admin = Parameters<typeof edgeServices>[0]['admin'];

const noAdmin: Admin = (_, response) => {
  response.writeHead(404).end();
};

/** Ports that are known before anything listens on them. */
async function endpointsOf(ports: Endpoints, edge: Edge): Promise<Endpoints> {
  return { aws: edge.port, api: ports.api || (await freePort()) };
}

const imagesOf = (stacks: readonly Stack[]) => ({
  directory: (image: string) =>
    stacks.map((stack) => stack.asset(image)).find((path) => path !== undefined),
});

async function start(options: RunOptions, lifecycle: Lifecycle): Promise<EmbeddedCloud> {
  const stacks = readAssembly(options.assembly);
  const progress = createDeploymentProgress(options.onStep ?? (() => undefined));
  const made: MadeResource[] = [];
  const outputs: StackOutput[] = [];
  const edge = await startEdge(options.ports.aws);
  lifecycle.onStop('edge', () => edge.stop());
  const endpoints = await endpointsOf(options.ports, edge);
  const history = createLogHistory(options.log);
  const { cloud, api, raw, handlers } = await composeCloud({
    ground: createGround({ ...options, endpoints, log: history.log, lifecycle }),
    observation: observe(options.telemetry),
    history,
    images: imagesOf(stacks),
    provided: options.parameters ?? {},
    taskOptions: options.tasks,
    resources: () => made,
    outputs: () => outputs,
  });
  const admin = options.admin?.(cloud) ?? noAdmin;
  edge.serve(edgeServices({ api, s3: raw, admin }, cloud));
  await options.prepare?.(cloud);
  lifecycle.beginAssembly();
  await interpret(stacks, {
    account: cloud,
    endpoints,
    parameters: cloud.parameters,
    handlers,
    secretValue: (id) => cloud.secrets.value(id),
    onCreated(resource, created, durationMs) {
      const { type, logicalId, stack } = resource;
      made.push({ type, name: created.ref, logicalId, stack });
      progress.created(resource, durationMs);
      options.onCreated?.(resource, created);
    },
    onOutput: (output) => outputs.push(output),
  });
  progress.report();
  await lifecycle.ready(options.readyWithinMs ?? 120_000);
  cloud.scheduler.start();
  return cloud;
}

/** Runs an assembly; resolves when all of it is ready, rejects after taking down what had started. */
export async function runAssembly(options: RunOptions): Promise<RunningCloud> {
  const { log, dataDir } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const lifecycle = createLifecycle((line) => log.line('tandem', line));
  const stop = () => lifecycle.stop(stopLimitMs);
  try {
    return { cloud: await start(options, lifecycle), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
