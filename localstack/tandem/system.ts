// The whole system: the assembly in the embedded cloud, the gateway in front, the sandbox provider beside it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import type { Endpoints } from '../cloud/cloud.ts';
import type { Logs } from '../cloud/logs/logs.ts';
import { freePort } from '../cloud/ports.ts';
import { consoleSite } from '../console/site.ts';
import { asProcess, type LaunchTask } from '../ecs/launch.ts';
import { tasksOf } from '../ecs/tasks.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { runAssembly } from '../embedded/embedded.ts';
import type { Step } from '../embedded/progress.ts';
import { createFaultControl, type FaultControl } from '../faults/control.ts';
import { startGateway } from '../gateway/server.ts';
import { balancersOf } from '../load-balancer/balancer.ts';
import { forward } from '../telemetry/forward.ts';
import { createSampling } from '../telemetry/sampling.ts';
import { createTraces } from '../telemetry/traces.ts';
import { type Provider, startProvider } from './provider/process.ts';
import { adminRoutes } from './routes.ts';

export interface SystemOptions {
  readonly assembly: string;
  readonly stage: string;
  readonly ports: Endpoints;
  /** Ephemeral when left out. */
  readonly dataDir?: string;
  readonly logs: Logs;
  readonly onStep?: (step: Step) => void;
  /** @default one task a service, whatever its desired count */
  readonly tasks?: number;
  /** @default each task is a process of its bundle */
  readonly launch?: LaunchTask;
  /** Is all in it that shall be, before it says that it is ready? @default yes */
  readonly isFilled?: () => boolean;
}

export interface System {
  readonly cloud: AwsCloud;
  stop(): Promise<void>;
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { assembly, stage, ports, dataDir, logs } = options;
  const providerPort = await freePort();
  let provider: Provider | undefined;
  let ready = false;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const traces = createTraces(dataDir, (error) =>
    logs.line('tandem', `spans are not kept: ${String(error)}`),
  );
  let admin: ReturnType<typeof adminRoutes> | undefined;

  const backend = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (backend) {
    forward(traces, backend, (error) =>
      logs.line('tandem', `${backend} takes no spans: ${String(error)}`),
    );
  }

  const prepare = async (cloud: AwsCloud) => {
    const tasks = tasksOf(cloud);
    tasks.limit = options.tasks ?? 1;
    tasks.launch = options.launch ?? asProcess;
    balancersOf(cloud).nextFault = (service) => cloud.faults.next(service);
    const site = consoleSite({
      directory: join(paths.dist, 'console'),
      admin: () => admin,
      mail: (id) => cloud.mailbox.list().find((mail) => mail.id === id)?.html,
    });
    cloud.onReady('gateway', () => startGateway(cloud, site));
    cloud.onReady('provider', async () => {
      provider = await startProvider(cloud, {
        port: providerPort,
        apiKey: secret(cloud, `tandem/${stage}/payments/provider-secret`),
        webhookSecret: secret(cloud, `tandem/${stage}/webhooks/provider-webhook-secret`),
        webhookUrl: `http://localhost:${cloud.endpoints.api}/v1/webhooks/payments/sandbox`,
        dataFile: join(dataDir ?? temporaryDirectory(cloud), 'provider.jsonl'),
      });
    });
  };

  const running = await runAssembly({
    assembly,
    ports,
    ...(dataDir !== undefined && { dataDir }),
    parameters: {
      [`/tandem/${stage}/config/payment-provider-url`]: `http://127.0.0.1:${providerPort}`,
      [`/tandem/${stage}/config/mail-from`]: 'no-reply@tandem.example',
    },
    log: logs,
    ...(options.onStep && { onStep: options.onStep }),
    prepare,
    telemetry: { keeps: createSampling(traces.isWatched), ended: (span) => traces.add([span]) },
    admin: (cloud) => {
      admin = adminRoutes({
        stage,
        cloud,
        logs,
        traces,
        ready: () => ready && (options.isFilled?.() ?? true),
        faults: faultsOf(cloud, stage, () => provider),
        trigger: async (request) => {
          if (!provider) throw new Error('the sandbox payment provider is not there yet');
          return await provider.trigger(request);
        },
      });
      return admin;
    },
  });
  ready = true;
  return running;
}

/** A provider's books outlive its process, as a real one's do. */
function temporaryDirectory(cloud: AwsCloud): string {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-provider-'));
  cloud.onStop('provider books', async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function faultsOf(
  cloud: AwsCloud,
  stage: string,
  provider: () => Provider | undefined,
): FaultControl {
  return createFaultControl({
    cloud,
    stage,
    services: () => [
      ...new Set([
        ...cloud.functions.list().map(({ service }) => service),
        ...tasksOf(cloud)
          .list()
          .map(({ name }) => name),
      ]),
    ],
    provider: async (faults) => (await provider()?.setFaults(faults)) ?? [],
  });
}

function secret(cloud: AwsCloud, name: string): string {
  const value = cloud.secrets.value(name);
  if (value === undefined) throw new Error(`the assembly makes no secret ${name}`);
  return value;
}
