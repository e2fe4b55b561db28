// Sends commands of the SDK in a straight line: signed, tried again as the SDK would, by its classes and with its budget.
// Its middleware and its serializers cost more than the call itself, and most of a bundle: docs/decisions/0280.
import {
  isClockSkewError,
  isServerError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import {
  leanHandler,
  type SdkAnswer,
  type SdkOptions,
  type SdkRequest,
} from '../../kernel/lean-handler.ts';
import { createSemaphore } from '../../kernel/semaphore.ts';
import {
  type AwsError,
  type Command,
  errorOf,
  outputOf,
  readApis,
  requestOf,
  type Unsigned,
} from './aws-api.ts';
import { credentialChain } from './credential-chain.ts';
import { amzDateOf, authorizationOf } from './signature.ts';
import { traced } from './spans.ts';

/** Milliseconds. */
export const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000 };
export const maxAttempts = 3;
/** As many at once as there are sockets: the wait for one counts as time to connect, and would be tried again into the crowd. */
const limits = { atOnce: 50, waiting: 500 };

const allowedSkewMs = 300_000;

/** The time of AWS, as far as its answers tell: a signature holds for five minutes. */
const createAwsClock = () => {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    /** True where the clock was wrong. */
    hear: ({ headers: { date = '' } }: SdkAnswer): boolean => {
      const skew = Date.parse(date) - Date.now();
      const isWrong = Math.abs(skew - offset) > allowedSkewMs;
      if (isWrong) offset = skew;
      return isWrong;
    },
  };
};

const kindOf = (error: AwsError) => {
  if (isThrottlingError(error)) return 'THROTTLING';
  if (isTransientError(error)) return 'TRANSIENT';
  return isServerError(error) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
};

export interface AwsClient {
  send(command: Command, options?: SdkOptions): Promise<unknown>;
  destroy(): void;
}

/** @param attempts most tries of a call, the first among them */
export const awsClient = (attempts = maxAttempts): AwsClient => {
  const apis = readApis();
  const { region } = apis;
  const credentials = credentialChain();
  const handler = leanHandler({ ...timeouts, maxSockets: limits.atOnce });
  const handle = traced(handler);
  const strategy = new StandardRetryStrategy(attempts);
  const inSlot = createSemaphore(limits);
  const clock = createAwsClock();

  const signed = async (request: Unsigned): Promise<SdkRequest> => {
    const { protocol, hostname, port, pathname: path } = request.to;
    const { sessionToken, ...keys } = await credentials();
    const { body, service } = request;
    const headers = {
      ...request.headers,
      'x-amz-date': amzDateOf(clock.now()),
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const parts = { method: 'POST', path, headers, body };
    const authorization = authorizationOf({ region, ...keys }, { ...parts, service });
    return {
      ...parts,
      headers: { ...headers, authorization },
      ...{ protocol, hostname },
      ...(port !== '' && { port: Number(port) }),
    };
  };

  const attempt = async (command: Command, request: Unsigned, options?: SdkOptions) => {
    const answer = (await handle(await signed(request), options)).response as SdkAnswer;
    const wasWrong = clock.hear(answer);
    if (answer.statusCode < 300) return outputOf(command, apis, answer);
    const error = errorOf(command, apis, answer);
    if (wasWrong && isClockSkewError(error)) error.$metadata.clockSkewCorrected = true;
    throw error;
  };

  const send = async (command: Command, options?: SdkOptions): Promise<unknown> => {
    const request = requestOf(command, apis);
    let token = await strategy.acquireInitialRetryToken('');
    for (;;) {
      try {
        const output = await attempt(command, request, options);
        strategy.recordSuccess(token);
        return output;
      } catch (caught) {
        const error = caught as AwsError;
        // What may not be tried again is refused by the strategy; the caller is told what was wrong.
        const again = strategy.refreshRetryTokenForRetry(token, {
          error,
          errorType: kindOf(error),
        });
        token = await again.catch(() => {
          throw error;
        });
      }
    }
  };

  return {
    send: (command, options) => inSlot(() => send(command, options)),
    destroy: () => handler.destroy(),
  };
};
