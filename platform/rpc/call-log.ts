// The one log line of a call.
import type { DescMethod } from '@bufbuild/protobuf';
import { Code, type ConnectError } from '@connectrpc/connect';
import { requestIdIn } from '../http/request.ts';
import type { HttpServices } from '../http/services.ts';

export const callIdOf = (headers: Headers): string => requestIdIn((name) => headers.get(name));

export const methodName = (method: DescMethod): string =>
  `${method.parent.typeName}/${method.name}`;

interface Call {
  readonly method: DescMethod;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

export type LogCall = (call: Call, error?: ConnectError) => void;

/** Our own faults are logged as they are, and never shown. */
export const createLogCall =
  ({ log, clock }: Pick<HttpServices, 'log' | 'clock'>): LogCall =>
  ({ method, requestId, started }, error) => {
    const { code, cause } = error ?? {};
    const lines = log.child({ requestId, correlationId: requestId });
    if (code === Code.Internal) lines.error({ error: cause }, 'call failed');
    const status = code === undefined ? 'Ok' : Code[code];
    const route = methodName(method);
    lines.info({ method: 'RPC', route, status, durationMs: clock.now() - started }, route);
  };
