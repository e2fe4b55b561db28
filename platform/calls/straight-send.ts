// A command of DynamoDB sent in a straight line: the SDK's serializers, errors, credentials, clock and retries, without
// the middleware around them, which costs more than the call itself. docs/decisions/0253 has the figures.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getEndpointFromInstructions, toEndpointV1 } from '@smithy/core/endpoints';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { operation } from '@smithy/core/schema';
import type { SdkAnswer, SdkOptions, SdkRequest } from './lean-handler.ts';
import { amzDateOf, authorizationOf } from './signature.ts';

type Operation = ReturnType<typeof operation>;

/** What the SDK's own middleware uses of a client and a command, and its types leave out. */
interface Config {
  readonly protocol: {
    serializeRequest(operation: Operation, input: object, context: object): Promise<SdkRequest>;
    deserializeResponse(operation: Operation, context: object, answer: SdkAnswer): Promise<unknown>;
  };
  readonly requestHandler: {
    handle(request: SdkRequest, options?: SdkOptions): Promise<{ readonly response: SdkAnswer }>;
  };
  readonly httpAuthSchemes: readonly [{ readonly signer: AuthScheme }];
  readonly credentials: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
  readonly region: () => Promise<string>;
  readonly retryStrategy: () => Promise<RetryStrategy>;
  signer: () => Promise<object>;
}
interface Command {
  readonly input: object;
  readonly schema: readonly [number, ...Parameters<typeof operation>];
  readonly constructor: object;
}
/** Waits before it gives another try, or refuses one. */
interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<object>;
  refreshRetryTokenForRetry(token: object, info: object): Promise<object>;
  recordSuccess(token: object): void;
}
/** Keeps the clock: what it notes of a request it needs again at the answer. */
interface AuthScheme {
  sign(request: SdkRequest, identity: object, noted: object): Promise<SdkRequest>;
  errorHandler(noted: object): (error: unknown) => never;
  successHandler(answer: SdkAnswer, noted: object): void;
}

/** How the commands of a class are written, and where they go. */
interface Way {
  readonly operation: Operation;
  readonly context: object;
  readonly host: string;
}

const service = 'dynamodb';

const kindOf = (error: Error) => {
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(sdkError)) return 'THROTTLING';
  if (isTransientError(sdkError)) return 'TRANSIENT';
  return isServerError(sdkError) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
};

/** In the place of the SDK's signer, which is made anew and derives what it knows for each request. */
const signerFor = ({ credentials, region }: Config) => ({
  sign: async (request: SdkRequest, { signingDate }: { readonly signingDate: Date }) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const { method, path, headers, body = '' } = request;
    headers['x-amz-date'] = amzDateOf(signingDate);
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    // Of the try before: nothing that is sent beside the signature is part of it.
    delete headers.authorization;
    delete headers['x-amzn-trace-id'];
    headers.authorization = authorizationOf(
      { region: await region(), accessKeyId, secretAccessKey },
      { method, path, headers, body, service },
    );
    return request;
  },
});

const wayOf = async (command: Command, config: Config): Promise<Way> => {
  const [, ...schema] = command.schema;
  const found = await getEndpointFromInstructions(command.input, command.constructor, {
    ...config,
  });
  const endpoint = toEndpointV1(found);
  const { hostname, port } = endpoint;
  return {
    operation: operation(...schema),
    context: { ...config, endpoint: async () => endpoint },
    host: port === undefined ? hostname : `${hostname}:${port}`,
  };
};

/** Sends what is serialized, once. */
const attempt = async (
  config: Config,
  { request, way, options }: { request: SdkRequest; way: Way; options: SdkOptions | undefined },
): Promise<unknown> => {
  const scheme = config.httpAuthSchemes[0].signer;
  const noted = { config, context: {} };
  let answer: SdkAnswer | undefined;
  try {
    const signed = await scheme.sign(request, {}, noted);
    answer = (await config.requestHandler.handle(signed, options)).response;
    const output = await config.protocol.deserializeResponse(way.operation, way.context, answer);
    scheme.successHandler(answer, noted);
    return output;
  } catch (error) {
    // Found by the clock and by the retries, and in no log.
    Object.defineProperty(error, '$response', { value: answer, enumerable: false });
    return scheme.errorHandler(noted)(error);
  }
};

/** What `client.send` is to be. */
export const straightSend = (client: DynamoDBClient) => {
  const config = client.config as unknown as Config;
  const signer = signerFor(config);
  config.signer = async () => signer;
  const ways = new Map<object, Way>();

  return async (command: Command, options?: SdkOptions): Promise<unknown> => {
    const way = ways.get(command.constructor) ?? (await wayOf(command, config));
    ways.set(command.constructor, way);
    const strategy = await config.retryStrategy();
    let token = await strategy.acquireInitialRetryToken('');
    const request = await config.protocol.serializeRequest(
      way.operation,
      command.input,
      way.context,
    );
    request.headers.host = way.host;
    for (;;) {
      try {
        const output = await attempt(config, { request, way, options });
        strategy.recordSuccess(token);
        return output;
      } catch (error) {
        const info = { error, errorType: kindOf(error as Error) };
        // What may not be tried again is refused by the strategy; the caller is told what was wrong.
        token = await strategy.refreshRetryTokenForRetry(token, info).catch(() => {
          throw error;
        });
      }
    }
  };
};
