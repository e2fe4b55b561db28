// A call of another service by its protobuf contract, with the token of this one and a deadline; failing as a question over HTTP does.
import { Agent } from 'node:http';
import type { CallOptions, Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { createPolicy } from '../calls/resilience.ts';
import { policyMetrics } from '../telemetry/embedded-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import { processTracer } from '../telemetry/tracer.ts';
import type { WithToken } from '../tokens/client-token.ts';
import { fromConnectError } from './codes.ts';

export interface RpcCallOptions {
  readonly withToken: WithToken;
  readonly log: Log;
}

/** Runs one call as often as it takes; throws where there is no answer. */
export type RpcCall = <T>(call: (options: CallOptions) => Promise<T>) => Promise<T>;

/** @param url of the service, with its stage: `http://…/v1/products` */
export const rpcTransport = (url: string): Transport =>
  createConnectTransport({
    httpVersion: '1.1',
    baseUrl: url,
    useBinaryFormat: true,
    nodeOptions: { agent: new Agent({ keepAlive: true }) },
    // Nothing is taken compressed, so nothing is asked for.
    acceptCompression: [],
  });

/** Of one attempt; it is told to who is asked, which stops then as well. */
const timeoutMs = 2_000;

/** `name` is that of the breaker, `service` that of who is asked. */
export const createRpcCall = (
  { name, service }: { readonly name: string; readonly service: string },
  { withToken, log }: RpcCallOptions,
): RpcCall => {
  const policy = createPolicy({ timeoutMs, retries: 2, ...policyMetrics(log, name) });
  const { trace } = processTracer();

  const attempt = <T>(
    call: (options: CallOptions) => Promise<T>,
    token: string,
    signal: AbortSignal,
  ) =>
    trace({ name: `RPC ${service}`, kind: 'client' }, async (traceparent) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(traceparent !== undefined && { traceparent }),
      };
      try {
        return await call({ headers, signal, timeoutMs });
      } catch (error) {
        throw fromConnectError(error, service);
      }
    });

  // Without a token nobody is asked, and the breaker does not count that.
  return (call) =>
    withToken((token) => policy.execute(({ signal }) => attempt(call, token, signal)));
};
