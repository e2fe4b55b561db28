// What becomes of an event that a function was given asynchronously, and what its destinations are told.
import { expect, it } from 'vitest';
import { createAsyncInvoker } from '../../localstack/lambda/async.ts';
import type { FunctionConfig } from '../../localstack/lambda/config.ts';

const config = { name: 'mailer', arn: 'arn:mailer', roleArn: 'role', service: 'mails' };

/** Where the event ended, and under which condition. */
const endOf = (
  maximumEventAgeSeconds: number,
  functionError?: 'Unhandled',
  more: Partial<FunctionConfig> = {},
) =>
  new Promise((resolve) => {
    const invoker = createAsyncInvoker({
      invoke: async () => ({
        payload: '{}',
        ...(functionError && { functionError }),
        report: { requestId: 'r', durationMs: 1, maxMemoryMb: 1 },
      }),
      roleOf: () => ({ ...config, ...more }) as FunctionConfig,
      configOf: () => ({
        maximumRetryAttempts: maximumEventAgeSeconds < 0 ? 2 : 0,
        maximumEventAgeSeconds,
        onFailureArn: 'failures',
        onSuccessArn: 'successes',
      }),
      deliver(_, __, target, body) {
        const { requestContext, responseContext } = JSON.parse(body);
        const { condition, approximateInvokeCount } = requestContext;
        resolve([target, condition, approximateInvokeCount, responseContext?.statusCode]);
        return undefined;
      },
      log: () => {},
    });
    invoker.enqueue('mailer', '{}');
  });

it.each([
  ['that succeeds', 60, undefined, ['successes', 'Success', 1, 200]],
  ['that fails once too often', 60, 'Unhandled', ['failures', 'RetriesExhausted', 1, 200]],
  [
    'that has become too old to be tried again',
    -1,
    'Unhandled',
    ['failures', 'EventAgeExceeded', 1, 200],
  ],
] as const)('an event %s', async (_, age, functionError, end) => {
  expect(await endOf(age, functionError)).toEqual(end);
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
it('an event of a function that reserves nothing was never run', async () => {
  const end = await endOf(60, undefined, { reservedConcurrency: 0 });
  expect(end).toEqual(['failures', 'ZeroReservedConcurrency', 0, undefined]);
});
