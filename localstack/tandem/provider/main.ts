// The sandbox payment provider: a process of its own, with its own ledger, as a real provider is.
import { createServer } from 'node:http';
import { openJournal } from '../../cloud/kept-files.ts';
import { refusalOf } from '../../cloud/protocol/visitors.ts';
import type { Operation } from './books.ts';
import { createApi } from './http.ts';
import { createLedger } from './ledger.ts';
import { createWebhookSender } from './webhooks.ts';

const setting = (name: string, fallback?: string): string => {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
};

const file = process.env.DATA_FILE;

const journal = file === undefined ? undefined : openJournal<Operation>(file);

const ledger = createLedger({
  saved: journal?.entries ?? [],
  save: (operation) => journal?.append(operation),
  now: () => new Date().toISOString(),
});

const sender = createWebhookSender(
  { url: setting('WEBHOOK_URL'), secret: setting('WEBHOOK_SECRET') },
  console.log,
);

const api = createApi({
  ledger,
  sender,
  apiKey: setting('API_KEY'),
  latencyMs: Number(setting('LATENCY_MS', '5')),
});

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const strange = refusalOf(request);
  if (strange === undefined) api.listener(request, response);
  else response.writeHead(403, { 'content-type': 'text/plain' }).end(strange);
});

const stop = () => {
  sender.stop();
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

server.listen(Number(setting('PORT')), '127.0.0.1', () => {
  console.log('listening');
  api.resume();
});
