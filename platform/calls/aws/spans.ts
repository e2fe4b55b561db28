// Calls to AWS as spans: one for each attempt, with the trace in a header that signatures leave out.
import { activeSpan, endOfAnswer, type Trace } from '../../telemetry/trace.ts';
import { xrayHeader } from '../../telemetry/trace-context.ts';
import { processTracer } from '../../telemetry/tracer.ts';

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly hostname: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface HttpAnswer {
  readonly response: { readonly statusCode: number };
}

interface HttpHandler {
  handle(request: HttpRequest, options?: unknown): Promise<HttpAnswer>;
}

interface Extensible {
  httpHandler(): HttpHandler;
  setHttpHandler(handler: HttpHandler): void;
}

/** `DynamoDB_20120810.PutItem`, `AmazonSQS.SendMessage` and `secretsmanager.GetSecretValue` without version and vendor. */
const nameOf = ({ headers, method, path, body }: HttpRequest): readonly [string, string] => {
  const [api = '', operation] = (headers['x-amz-target'] ?? '').split('.');
  if (operation !== undefined) return [api.replace(/^Amazon|_\d+$/g, ''), operation];
  const action = typeof body === 'string' ? /(?:^|&)Action=(\w+)/.exec(body)?.[1] : undefined;
  return action === undefined ? ['AWS', `${method} ${path}`] : ['SNS', action];
};

/** https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/ */
export const traced =
  (handler: HttpHandler, trace: Trace = processTracer().trace): HttpHandler['handle'] =>
  (request, options) => {
    if (activeSpan() === undefined) return handler.handle(request, options);
    const [service, method] = nameOf(request);
    const attributes = {
      'rpc.system': 'aws-api',
      'rpc.service': service,
      'rpc.method': method,
    };
    return trace(
      { name: `${service}.${method}`, kind: 'client', attributes },
      () => {
        const span = activeSpan();
        if (span !== undefined) request.headers['x-amzn-trace-id'] = xrayHeader(span);
        return handler.handle(request, options);
      },
      ({ response: { statusCode } }) => endOfAnswer(statusCode),
    );
  };

/** A runtime extension of the SDK: all else of the handler is as it was. */
export const spansOfCalls = {
  configure(client: unknown): void {
    const { httpHandler, setHttpHandler } = client as Extensible;
    const handler = httpHandler.call(client);
    const handle = traced(handler);
    setHttpHandler.call(client, Object.assign(Object.create(handler) as HttpHandler, { handle }));
  },
};
