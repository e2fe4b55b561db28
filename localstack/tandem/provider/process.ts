// The sandbox payment provider as a child process: started before the services, restarted when it ends.

import { fileURLToPath } from 'node:url';
import { eachLine, exited, spawnChild, terminate } from '../../cloud/children.ts';
import type { Ground } from '../../cloud/cloud.ts';
import type { Fault, FaultCount } from '../../cloud/faults.ts';

export interface ProviderSettings {
  readonly port: number;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where its webhooks go. */
  readonly webhookUrl: string;
  /** File of its ledger; undefined keeps it in memory. */
  readonly dataFile: string | undefined;
}

export interface Provider {
  readonly url: string;
  /** Sends a webhook again: `{ event, order, mode }`. */
  trigger(request: unknown): Promise<unknown>;
  /** Lets it misbehave as the faults say, and answers how those before have struck; none heals it. */
  setFaults(faults: readonly Fault[]): Promise<readonly FaultCount[]>;
}

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const firstPauseMs = 100;
const longestPauseMs = 5000;
const stopMs = 1000;

type Host = Pick<Ground, 'log' | 'onStop' | 'track' | 'untrack'>;

/** Resolves when it listens; it stops with the cloud. */
export async function startProvider(cloud: Host, settings: ProviderSettings): Promise<Provider> {
  const log = (text: string) => cloud.log.line('provider', text);
  const listening = Promise.withResolvers<void>();
  const url = `http://127.0.0.1:${settings.port}`;
  const sendFaults = () => administer(`${url}/v1/admin/faults`, settings, { faults });
  let faults: readonly Fault[] = [];
  let stopping = false;
  let child: ReturnType<typeof spawnChild> | undefined;

  async function keepRunning(): Promise<void> {
    for (let pauseMs = firstPauseMs; !stopping; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      child = launch(cloud, settings, () => {
        pauseMs = firstPauseMs;
        // A new process knows nothing of what was set before.
        if (faults.length > 0) sendFaults().catch((error) => log(String(error)));
        listening.resolve();
      });
      const { pid } = child;
      await exited(child);
      cloud.untrack(pid);
      if (stopping) return;
      log(`the process ended (exit code ${child.exitCode}), restart`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  keepRunning().catch(listening.reject);
  cloud.onStop('provider', async () => {
    stopping = true;
    if (child) await terminate(child, stopMs);
  });
  await listening.promise;
  return {
    url,
    trigger: (request) => administer(`${url}/v1/admin/trigger`, settings, request),
    setFaults: async (next) => {
      faults = next;
      const answer = await sendFaults();
      return (answer as { before?: readonly FaultCount[] }).before ?? [];
    },
  };
}

function launch(cloud: Host, settings: ProviderSettings, onListening: () => void) {
  const { NODE_COMPILE_CACHE } = process.env;
  const child = spawnChild(process.execPath, ['--max-semi-space-size=2', program], {
    env: {
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      PORT: String(settings.port),
      WEBHOOK_URL: settings.webhookUrl,
      WEBHOOK_SECRET: settings.webhookSecret,
      API_KEY: settings.apiKey,
      ...(settings.dataFile !== undefined && { DATA_FILE: settings.dataFile }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cloud.track({ name: 'provider', kind: 'provider', pid: child.pid, port: settings.port });
  eachLine(child.stdout, (line) => {
    if (line === 'listening') onListening();
    else cloud.log.line('provider', line);
  });
  eachLine(child.stderr, (line) => cloud.log.line('provider', line));
  return child;
}

async function administer(
  url: string,
  { apiKey }: ProviderSettings,
  request: unknown,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return answer;
  throw new Error(
    answer?.error?.detail ?? `the provider answered ${response.status}: ${JSON.stringify(answer)}`,
  );
}
