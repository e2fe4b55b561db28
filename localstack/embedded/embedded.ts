// The embedded cloud: puts the parts together, runs an assembly in them, and takes everything down again.
import { mkdirSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../assembly/assembly.ts';
import { interpret } from '../assembly/interpret.ts';
import type { Created, Endpoints, Log, Resource, Telemetry } from '../cloud/cloud.ts';
import { createFaults } from '../cloud/faults.ts';
import { createLifecycle } from '../cloud/lifecycle.ts';
import { freePort } from '../cloud/ports.ts';
import { createTraffic } from '../cloud/traffic.ts';
import { createUsage } from '../cloud/usage.ts';
import { createLogHistory } from '../cloudwatch-logs/history.ts';
import { createCheckpoints } from '../dynamodb/checkpoints.ts';
import { startDatabase } from '../dynamodb/dynoxide.ts';
import { createStreams } from '../dynamodb/streams.ts';
import { createAccess } from '../iam/access.ts';
import { createFunctions } from '../lambda/lambda.ts';
import { balancerOf } from '../load-balancer/balancer.ts';
import { createDelivery } from '../messaging/delivery.ts';
import { startMessaging } from '../messaging/messaging.ts';
import { createQueuePolicies } from '../messaging/queue-policies.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createRotation } from '../secrets-manager/rotation.ts';
import { createSecrets } from '../secrets-manager/secrets.ts';
import { createMailEvents } from '../ses/mail-events.ts';
import { createMailbox } from '../ses/mailbox.ts';
import { createParameters } from '../ssm/parameters.ts';
import type { AwsCloud, MadeResource } from './aws-cloud.ts';
import { type RawHandler, startEdge } from './edge.ts';
import { createProgress, type Step } from './progress.ts';
import { resourceHandlers } from './resources.ts';
import { edgeServices } from './services.ts';

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
  readonly prepare?: (cloud: AwsCloud) => Promise<void>;
  /** Takes the spans of the gateway. */
  readonly telemetry?: Omit<Telemetry, 'requested'>;
  /** Routes below `/_tandem`. */
  readonly admin?: (cloud: AwsCloud) => RawHandler;
  /** @default two minutes: what a starved machine needs, not how long a start takes */
  readonly readyWithinMs?: number;
}

export interface RunningCloud {
  readonly cloud: AwsCloud;
  /** Drains for at most five seconds, then ends what is left. */
  stop(): Promise<void>;
}

const accountId = '000000000000';
const stopLimitMs = 4800;

const noAdmin: RawHandler = (_, response) => {
  response.writeHead(404).end();
};

/** Nothing of the caller's own environment reaches a child but where programs are found. */
function childEnvironment(region: string, aws: number, dataDir: string | undefined) {
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${aws}`,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${aws}/_tandem/otlp`,
    NODE_COMPILE_CACHE: join(dataDir ?? tmpdir(), 'tandem-compile-cache'),
  };
}

type Lifecycle = ReturnType<typeof createLifecycle>;

async function buildCloud(
  options: RunOptions,
  endpoints: Endpoints,
  lifecycle: Lifecycle,
  images: AwsCloud['images'],
  made: readonly MadeResource[],
): Promise<AwsCloud> {
  const { dataDir } = options;
  const logHistory = createLogHistory(options.log);
  const { log } = logHistory;
  const region = options.region ?? process.env.AWS_REGION ?? 'us-east-1';
  const account = { region, accountId };
  const access = createAccess(account);
  const faults = createFaults();
  const [usage, traffic] = [createUsage(), createTraffic()];
  const base = {
    ...account,
    endpoints,
    dataDir,
    log,
    access,
    images,
    ...(options.telemetry && {
      telemetry: {
        ...options.telemetry,
        requested: (traceId: string, part: string, failed: boolean) => {
          usage.count([traceId], 'api requests', 'gateway');
          traffic.passed('gateway:api', part, failed);
        },
      },
    }),
    childEnvironment: childEnvironment(region, endpoints.aws, dataDir),
    ...lifecycle,
  };
  const [database, messaging] = await Promise.all([
    startDatabase(base),
    startMessaging(account, dataDir),
  ]);
  lifecycle.onStop('messaging', () => messaging.stop());
  const deliver = createDelivery({
    roles: access,
    messaging,
    log,
    invokeAsync: (arn, payload) => functions.invokeAsync(arn, payload),
  });
  const functions = await createFunctions({ cloud: base, roles: access, faults, deliver, usage });
  lifecycle.onStop('functions', () => functions.stop());
  const checkpoints = createCheckpoints(dataDir);
  lifecycle.onStop('stream checkpoints', () => checkpoints.flush());
  const secrets = createSecrets(account, dataDir);
  const scheduler = createScheduler(deliver, (line) => log.line('scheduler', line));
  lifecycle.onStop('scheduler', async () => scheduler.stop());
  const cloud: AwsCloud = {
    ...base,
    database,
    messaging,
    functions,
    secrets,
    scheduler,
    deliver,
    streams: createStreams(region, database),
    checkpoints,
    eventSources: [],
    logHistory,
    queuePolicies: createQueuePolicies(),
    parameters: createParameters(options.parameters ?? {}),
    rotation: createRotation(functions, secrets, log),
    mailbox: createMailbox(dataDir),
    mailEvents: createMailEvents(messaging),
    faults,
    traffic,
    usage,
    resources: () => made,
    get balancer() {
      return balancerOf(cloud);
    },
  };
  return cloud;
}

/** Runs an assembly; resolves when all of it is ready, rejects after taking down what had started. */
export async function runAssembly(options: RunOptions): Promise<RunningCloud> {
  const { log, dataDir } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const stacks = readAssembly(options.assembly);
  const progress = createProgress(options.onStep ?? (() => undefined));
  const made: MadeResource[] = [];
  const lifecycle = createLifecycle((line) => log.line('tandem', line));
  const stop = () => lifecycle.stop(stopLimitMs);
  try {
    const edge = await startEdge(options.ports.aws);
    lifecycle.onStop('edge', () => edge.stop());
    const endpoints = { aws: edge.port, api: options.ports.api || (await freePort()) };
    const images: AwsCloud['images'] = {
      directory: (image) =>
        stacks.map((stack) => stack.asset(image)).find((path) => path !== undefined),
    };
    const cloud = await buildCloud(options, endpoints, lifecycle, images, made);
    edge.serve(edgeServices(cloud, options.admin?.(cloud) ?? noAdmin));
    await options.prepare?.(cloud);
    lifecycle.beginAssembly();
    await interpret(stacks, {
      cloud,
      handlers: resourceHandlers,
      secretValue: (id) => cloud.secrets.value(id),
      onCreated(resource, created, durationMs) {
        const { type, logicalId, stack } = resource;
        made.push({ type, name: created.ref, logicalId, stack });
        progress.created(resource, durationMs);
        options.onCreated?.(resource, created);
      },
    });
    progress.report();
    await lifecycle.ready(options.readyWithinMs ?? 120_000);
    cloud.scheduler.start();
    return { cloud, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
