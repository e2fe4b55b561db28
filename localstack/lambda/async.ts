// Asynchronous invocations: retried on a function error, then sent to the on-failure destination.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
import { randomUUID } from 'node:crypto';
import type { Deliver, InvokeResult } from '../cloud/cloud.ts';
import type { AsyncConfig, FunctionConfig } from './config.ts';

export interface AsyncInvoker {
  enqueue(id: string, payload: string): void;
}

export interface AsyncInvokerOptions {
  readonly invoke: (id: string, payload: string) => Promise<InvokeResult>;
  readonly roleOf: (id: string) => FunctionConfig;
  readonly configOf: (id: string) => AsyncConfig | undefined;
  readonly deliver: Deliver;
  readonly log: (service: string, line: string) => void;
}

const defaults: AsyncConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onFailureArn: undefined,
  onSuccessArn: undefined,
};

// AWS waits one and then two minutes between the attempts; here a person is waiting.
const retryDelayMs = [1000, 2000];
const delay = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });

interface Done {
  /** Of the last attempt, where there was one. */
  readonly result?: InvokeResult;
  readonly attempts: number;
  readonly condition:
    | 'Success'
    | 'RetriesExhausted'
    | 'EventAgeExceeded'
    | 'ZeroReservedConcurrency';
}

const neverRun: Done = { attempts: 0, condition: 'ZeroReservedConcurrency' };

export function createAsyncInvoker(options: AsyncInvokerOptions): AsyncInvoker {
  function destinationRecord(
    config: FunctionConfig,
    payload: string,
    { result, attempts, condition }: Done,
  ): string {
    return JSON.stringify({
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: result?.report.requestId ?? randomUUID(),
        functionArn: `${config.arn}:$LATEST`,
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: JSON.parse(payload),
      ...(result && {
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          ...(result.functionError && { functionError: result.functionError }),
        },
        responsePayload: JSON.parse(result.payload),
      }),
    });
  }

  async function attempt(id: string, payload: string): Promise<InvokeResult> {
    for (;;) {
      try {
        return await options.invoke(id, payload);
      } catch (error) {
        // A throttled event stays in the queue and does not count as an attempt.
        if (!(error instanceof Error) || error.name !== 'TooManyRequestsException') throw error;
        await delay(200);
      }
    }
  }

  async function untilDone(id: string, payload: string, settings: AsyncConfig): Promise<Done> {
    const deadline = Date.now() + settings.maximumEventAgeSeconds * 1000;
    for (let attempts = 1; ; attempts += 1) {
      const result = await attempt(id, payload);
      if (!result.functionError) return { result, attempts, condition: 'Success' };
      if (attempts > settings.maximumRetryAttempts) {
        return { result, attempts, condition: 'RetriesExhausted' };
      }
      if (Date.now() > deadline) return { result, attempts, condition: 'EventAgeExceeded' };
      await delay(retryDelayMs[attempts - 1] ?? 2000);
    }
  }

  async function run(id: string, payload: string): Promise<void> {
    const settings = options.configOf(id) ?? defaults;
    const config = options.roleOf(id);
    const send = (target: string, body: string) =>
      options.deliver(config.roleArn, config.name, target, body);
    const isOff = config.reservedConcurrency === 0;
    if (isOff) {
      options.log(config.service, `${config.name} reserves no concurrency: an event is not run`);
    }
    const done = isOff ? neverRun : await untilDone(id, payload, settings);
    const record = () => destinationRecord(config, payload, done);
    if (done.condition === 'Success') {
      if (settings.onSuccessArn) send(settings.onSuccessArn, record());
      return;
    }
    if (settings.onFailureArn) send(settings.onFailureArn, record());
    if (config.deadLetterArn) send(config.deadLetterArn, payload);
  }

  return {
    enqueue(id, payload) {
      run(id, payload).catch((error: unknown) =>
        options.log(options.roleOf(id).service, `event ${randomUUID()} is lost: ${String(error)}`),
      );
    },
  };
}
