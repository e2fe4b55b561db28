// Round every method of ours: span, deadline, error, log line.
import type { DescMethod } from '@bufbuild/protobuf';
import type { Interceptor } from '@connectrpc/connect';
import type { HttpServices } from '../http/services.ts';
import type { Tracer } from '../telemetry/trace.ts';
import { callIdOf, type LogCall, methodName } from './call-log.ts';
import { toConnectError } from './codes.ts';

/** As soon as the deadline has passed or the caller has gone, whatever the method still does. */
const until = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const over = () => reject(signal.reason);
  if (signal.aborted) over();
  signal.addEventListener('abort', over);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', over);
  }
};

export interface AroundCalls {
  readonly isOurs: (method: DescMethod) => boolean;
  readonly clock: HttpServices['clock'];
  readonly tracer: Tracer;
  /** Throws `overloaded` where too many are worked on already. */
  readonly work: <T>(caller: string, handle: () => Promise<T>) => Promise<T>;
  readonly logCall: LogCall;
}

export const aroundCalls =
  ({ isOurs, clock, tracer, work, logCall }: AroundCalls): Interceptor =>
  (next) =>
  async (request) => {
    const { method, header, signal } = request;
    if (!isOurs(method)) return next(request);
    const requestId = callIdOf(header);
    const call = { method, requestId, started: clock.now() };
    const span = {
      name: methodName(method),
      kind: 'server' as const,
      parent: header.get('traceparent') ?? undefined,
      correlationId: requestId,
      attributes: { 'rpc.system': 'connect_rpc' },
    };
    try {
      const caller = header.get('authorization') ?? '';
      const answer = await tracer.trace(span, () =>
        work(caller, () => until(signal, next(request))),
      );
      answer.header.set('x-request-id', requestId);
      logCall(call);
      return answer;
    } catch (thrown) {
      const error = toConnectError(thrown, requestId);
      logCall(call, error);
      throw error;
    }
  };
