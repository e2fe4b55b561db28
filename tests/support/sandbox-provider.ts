// The sandbox provider on a free port, its webhooks going to a function of the test.
import { createServer, type RequestListener } from 'node:http';
import { createApi } from '../../localstack/tandem/provider/http.ts';
import { createLedger, type Ledger } from '../../localstack/tandem/provider/ledger.ts';
import {
  createWebhookSender,
  type WebhookSender,
} from '../../localstack/tandem/provider/webhooks.ts';

export const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const apiKey = 'sandbox-key';

export interface TestProvider {
  readonly url: string;
  readonly ledger: Ledger;
  readonly sender: WebhookSender;
  /** Requests so far, e.g. `POST /v1/authorizations`. */
  readonly requests: string[];
  /** While true, connections are cut before the provider sees them. */
  down: boolean;
  stop(): Promise<void>;
}

export const listen = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

export const startProvider = async (webhookUrl = 'http://127.0.0.1:9/'): Promise<TestProvider> => {
  const ledger = createLedger({ now: () => new Date().toISOString() });
  const sender = createWebhookSender({ url: webhookUrl, secret: webhookSecret }, () => {});
  const api = createApi({ ledger, sender, apiKey, latencyMs: 0, holdMs: 1_000, settleMs: 30 });
  const requests: string[] = [];
  const provider = { ledger, sender, requests, down: false };
  const server = await listen((request, response) => {
    requests.push(`${request.method} ${request.url?.replace(/ord_\w+.*/, ':key')}`);
    if (provider.down) response.socket?.destroy();
    else api.listener(request, response);
  });
  return Object.assign(provider, {
    url: server.url,
    stop: async () => {
      sender.stop();
      await server.stop();
    },
  });
};
