// The subject of QUOTES that asks, as orders does: by the route, by Connect, or by gRPC over HTTP/2.
import { createGrpcTransport } from '@connectrpc/connect-node';
import { quotesByHttp } from '../../../containers/orders/catalogue/quotes-http.ts';
import { quotesByRpc } from '../../../containers/orders/catalogue/quotes-rpc.ts';
import { rpcTransport } from '../../../platform/rpc/rpc-call.ts';
import { createLog } from '../../../platform/telemetry/log.ts';
import type { WithToken } from '../../../platform/tokens/client-token.ts';

const [by, url, token] = process.argv.slice(2) as [string, string, string];
const withToken: WithToken = (call) => call(token);
const log = createLog({ SERVICE: 'bench', SERVICE_VERSION: 'bench', LOG_LEVEL: 'silent' });

const askBy = () => {
  const options = { withToken, log };
  if (by === 'http') return quotesByHttp(`${url}/v1`, options);
  const transport =
    by === 'grpc' ? createGrpcTransport({ baseUrl: url }) : rpcTransport(`${url}/v1/products`);
  return quotesByRpc(transport, options);
};
const ask = askBy();

const concurrency = 4;

process.on('message', async ({ count, lines }: { count: number; lines: number }) => {
  const skus = Array.from({ length: lines }, (_, line) => `MUG-BLUE-${line}`);
  const times: number[] = [];
  const before = process.cpuUsage();
  const worker = async () => {
    for (let number = 0; number < count / concurrency; number += 1) {
      const started = performance.now();
      const quotes = await ask(skus);
      times.push(performance.now() - started);
      if (quotes.length !== lines) throw new Error(`${quotes.length} quotes of ${lines}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuMs: (user + system) / 1000 / count, times });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
