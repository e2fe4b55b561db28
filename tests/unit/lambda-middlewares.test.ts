// Each middleware of the Lambda entries alone, and the pipeline that they make.
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../platform/kernel/errors.ts';
import { correlation, type Invocation } from '../../platform/lambda/correlation.ts';
import { partialBatches } from '../../platform/lambda/partial-batches.ts';
import { pipeline } from '../../platform/lambda/pipeline.ts';
import { problems } from '../../platform/lambda/problems.ts';
import { queueHandler } from '../../platform/lambda/queue-handler.ts';
import { warmUp } from '../../platform/lambda/warm-up.ts';
import { done } from '../../platform/messaging/inbox.ts';
import { quietLog } from '../support/http.ts';

const context = { awsRequestId: 'req-1', getRemainingTimeInMillis: () => 1_000 } as Context;

const requestOf = (parts: object) =>
  ({ event: {}, context, response: undefined, error: undefined, internal: {}, ...parts }) as never;

describe('warm-up', () => {
  it('ends what only wants a ready environment', () => {
    expect(warmUp().before?.(requestOf({ event: { warmUp: true } }))).toEqual({ warm: true });
  });

  it.each([
    [{ warmUp: 'true' }],
    [{ Records: [] }],
    [{ body: '{"warmUp":true}' }],
    ['warmUp'],
    [null],
    [undefined],
  ])('lets work through: %j', (event) => {
    expect(warmUp().before?.(requestOf({ event }))).toBeUndefined();
  });
});

describe('correlation', () => {
  it('names the invocation', () => {
    const seen: Invocation[] = [];
    correlation((invocation) => seen.push(invocation)).before?.(requestOf({}));
    expect(seen).toEqual([{ awsRequestId: 'req-1' }]);
  });
});

describe('partial batches', () => {
  it('report what failed by its id, and what was not settled', () => {
    const request = {
      event: { Records: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
      response: [
        { status: 'fulfilled', value: 1 },
        { status: 'rejected', reason: 'no' },
      ],
    };
    partialBatches<{ id: string }>(({ id }) => id).after?.(request as never);
    expect(request.response).toEqual({
      batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }],
    });
  });
});

describe('problems', () => {
  const answerTo = (error: unknown) => {
    const log = { error: vi.fn() };
    const request = { event: {} as APIGatewayProxyEvent, context, error, response: undefined };
    problems(log as never).onError?.(request as never);
    const { statusCode, body } = request.response as unknown as {
      statusCode: number;
      body: string;
    };
    return { statusCode, problem: JSON.parse(body), logged: log.error.mock.calls.length };
  };

  it('a refusal is answered as itself', () => {
    const { statusCode, problem, logged } = answerTo(new AppError('not-found'));
    expect([statusCode, problem.code, problem.instance, logged]).toEqual([
      404,
      'not-found',
      'urn:request:req-1',
      0,
    ]);
  });

  it('what nobody expected is opaque, and in the log', () => {
    const { statusCode, problem, logged } = answerTo(new Error('password=hunter2'));
    expect([statusCode, problem.code, logged]).toEqual([500, 'internal', 1]);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});

describe('the pipeline', () => {
  it('names the invocation before the handler works, and answers what it answers', async () => {
    const seen: unknown[] = [];
    const handler = pipeline({
      correlate: ({ awsRequestId }) => seen.push(awsRequestId),
      handle: async (event: { n: number }) => {
        seen.push(event.n);
        return { twice: event.n * 2 };
      },
    });
    expect(await handler({ n: 2 }, context)).toEqual({ twice: 4 });
    expect(seen).toEqual(['req-1', 2]);
  });

  it('does not work for what warms it up, nor names it', async () => {
    const correlate = vi.fn();
    const handle = vi.fn();
    const middlewares = [partialBatches(() => '')];
    const handler = pipeline<object, unknown>({
      correlate,
      handle,
      middlewares: middlewares as [],
    });
    expect(await handler({ warmUp: true }, context)).toEqual({ warm: true });
    expect([correlate, handle].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('an error without a middleware for it is the error of the function', async () => {
    const handle = async () => {
      throw new Error('Unauthorized');
    };
    const handler = pipeline({ correlate: () => {}, handle });
    await expect(handler({}, context)).rejects.toThrow('Unauthorized');
  });
});

describe('a queue', () => {
  const record = (messageId: string, body: string) =>
    ({ messageId, body, attributes: { ApproximateReceiveCount: '1' } }) as never;

  const consume = (moveToDeadLetters: () => Promise<boolean>) =>
    queueHandler({
      inbox: async (body) => {
        if (body === 'bad') throw new Error('no');
        return done;
      },
      moveToDeadLetters,
      log: quietLog,
      correlate: () => {},
    })({ Records: [record('1', 'good'), record('2', 'bad')] }, context);

  it('reports what failed and is not put aside', async () => {
    const kept = { batchItemFailures: [{ itemIdentifier: '2' }] };
    expect(await consume(async () => false)).toEqual(kept);
    expect(await consume(() => Promise.reject(new Error('SQS is down')))).toEqual(kept);
  });

  it('is done with what rests among the dead letters', async () => {
    expect(await consume(async () => true)).toEqual({ batchItemFailures: [] });
  });
});
