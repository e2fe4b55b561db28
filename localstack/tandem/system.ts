// The whole system: the assembly in the embedded cloud, the gateway in front, the sandbox provider beside it.
import type { Logs } from '../cloud/logs/logs.ts';
import type { EmbeddedCloud } from '../embedded/compose.ts';
import { type RunOptions, runAssembly } from '../embedded/embedded.ts';
import { createFaultControl, type FaultControl } from '../faults/control.ts';
import { createSandbox, type Sandbox } from './provider/sandbox.ts';
import { adminRoutes } from './routes.ts';
import { putSiteFiles, systemSite } from './site.ts';
import { keepTraces } from './telemetry.ts';

export interface SystemOptions
  extends Pick<RunOptions, 'assembly' | 'dataDir' | 'onStep' | 'ports' | 'tasks'> {
  readonly stage: string;
  readonly logs: Logs;
  /** Is all in it that shall be, before it says that it is ready? @default yes */
  readonly isFilled?: () => boolean;
}

export interface System {
  readonly cloud: EmbeddedCloud;
  /** Those that were built last. */
  putSiteFiles(): void;
  stop(): Promise<void>;
}

/** Services whose faults may be set by their name. */
const servicesOf = ({ functions, tasks }: Pick<EmbeddedCloud, 'functions' | 'tasks'>): string[] => [
  ...new Set([
    ...functions.list().map(({ service }) => service),
    ...tasks.list().map(({ name }) => name),
  ]),
];

const faultsOf = (cloud: EmbeddedCloud, stage: string, sandbox: Sandbox): FaultControl =>
  createFaultControl({
    ...cloud,
    stage,
    services: () => servicesOf(cloud),
    provider: sandbox.setFaults,
  });

export async function startSystem(options: SystemOptions): Promise<System> {
  const { stage, logs, isFilled = () => true, ...run } = options;
  const sandbox = await createSandbox(stage);
  const { traces, keeps } = keepTraces(options.dataDir, logs);
  let isRunning = false;
  let admin: ReturnType<typeof adminRoutes> | undefined;

  const running = await runAssembly({
    ...run,
    parameters: {
      [`/tandem/${stage}/config/payment-provider-url`]: sandbox.url,
      [`/tandem/${stage}/config/mail-from`]: 'no-reply@tandem.example',
    },
    log: logs,
    telemetry: { keeps, ended: (span) => traces.add([span]) },
    async prepare(cloud) {
      const site = systemSite(cloud.mailbox, () => admin);
      cloud.onReady('files', async () => putSiteFiles(cloud, stage));
      cloud.onReady('gateway', () => cloud.startGateway(site));
      cloud.onReady('provider', () => sandbox.start(cloud, cloud.secrets));
    },
    admin(cloud) {
      admin = adminRoutes(cloud, {
        prefix: `tandem-${stage}`,
        logs,
        traces,
        ready: () => isRunning && isFilled(),
        faults: faultsOf(cloud, stage, sandbox),
        trigger: sandbox.trigger,
      });
      return admin;
    },
  });
  isRunning = true;
  return { ...running, putSiteFiles: () => putSiteFiles(running.cloud, stage) };
}
