// What all services of one start stand on: the account, its ports and data, logs, and the life of what runs.
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints, Ground, Log } from '../cloud/cloud.ts';
import type { Lifecycle } from '../cloud/lifecycle.ts';
import { isTraced } from '../telemetry/sampling.ts';

interface Settings {
  /** @default AWS_REGION or us-east-1 */
  readonly region?: string;
  readonly dataDir?: string;
  readonly endpoints: Endpoints;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}

const accountId = '000000000000';

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
    ...(isTraced() && { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${aws}/_tandem/otlp` }),
    // Of glibc: what a hash or a large body took goes back to the system.
    MALLOC_TRIM_THRESHOLD_: '131072',
    NODE_COMPILE_CACHE: join(dataDir ?? tmpdir(), 'tandem-compile-cache'),
  };
}

export function createGround({
  dataDir,
  endpoints,
  log,
  lifecycle,
  ...settings
}: Settings): Ground {
  const region = settings.region ?? process.env.AWS_REGION ?? 'us-east-1';
  const { onStop, onReady, processes, track, untrack } = lifecycle;
  return {
    region,
    accountId,
    endpoints,
    dataDir,
    log,
    childEnvironment: childEnvironment(region, endpoints.aws, dataDir),
    ...{ onStop, onReady, processes, track, untrack },
  };
}
