// The sandbox payment provider of the system: when it starts, with which secrets, and how it is asked.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ground, Secrets } from '../../cloud/cloud.ts';
import { freePort } from '../../cloud/ports.ts';
import { type Provider, startProvider } from './process.ts';

export interface Sandbox extends Pick<Provider, 'trigger' | 'setFaults'> {
  /** Known before it listens. */
  readonly url: string;
  start(ground: Ground, secrets: Secrets): Promise<void>;
}

function secret(secrets: Secrets, name: string): string {
  const value = secrets.value(name);
  if (value === undefined) throw new Error(`the assembly makes no secret ${name}`);
  return value;
}

/** A provider's books outlive its process, as a real one's do. */
function directoryOf({ dataDir, onStop }: Ground): string {
  if (dataDir !== undefined) return dataDir;
  const directory = mkdtempSync(join(tmpdir(), 'tandem-provider-'));
  onStop('provider books', async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function createSandbox(stage: string): Promise<Sandbox> {
  const port = await freePort();
  let provider: Provider | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async start(ground, secrets) {
      provider = await startProvider(ground, {
        port,
        apiKey: secret(secrets, `tandem/${stage}/payments/provider-secret`),
        webhookSecret: secret(secrets, `tandem/${stage}/webhooks/provider-webhook-secret`),
        webhookUrl: `http://localhost:${ground.endpoints.api}/v1/webhooks/payments/sandbox`,
        dataFile: join(directoryOf(ground), 'provider.jsonl'),
      });
    },
    async trigger(request) {
      if (!provider) throw new Error('the sandbox payment provider is not there yet');
      return await provider.trigger(request);
    },
    setFaults: async (faults) => (await provider?.setFaults(faults)) ?? [],
  };
}
