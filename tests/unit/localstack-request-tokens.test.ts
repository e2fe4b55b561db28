import { describe, expect, it } from 'vitest';
import type { AwsResponse } from '../../localstack/cloud/protocol/edge-protocol.ts';
import {
  createRequestTokens,
  splitToken,
} from '../../localstack/dynamodb/requests/request-tokens.ts';

const ok: AwsResponse = { status: 200, contentType: 'x', body: '{}' };
const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the token of a transaction', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['at the end', { TransactItems: [], ClientRequestToken: 't' }, { TransactItems: [] }],
    ['at the start', { ClientRequestToken: 't', TransactItems: [] }, { TransactItems: [] }],
    ['in between', { a: 1, ClientRequestToken: 't', b: 2 }, { a: 1, b: 2 }],
    ['alone', { ClientRequestToken: 't' }, {}],
  ])('is cut out %s', (_, value, rest) => {
    const split = splitToken(bodyOf(value));
    expect(split?.token).toBe('t');
    expect(JSON.parse(String(split?.rest))).toEqual(rest);
  });

  it('is no attribute or text of the same name', () => {
    const item = { ClientRequestToken: { S: 'x' }, text: { S: '"ClientRequestToken":"y"' } };
    expect(splitToken(bodyOf({ TransactItems: [{ Put: { Item: item } }] }))).toBeUndefined();
  });
});

describe('a transaction with a token', () => {
  const setup = () => {
    let time = 0;
    const calls: string[] = [];
    const tokens = createRequestTokens(() => time);
    const run = (value: unknown, answer = ok) =>
      tokens.once(bodyOf(value), async (body) => {
        calls.push(String(body));
        return answer;
      });
    return { calls, run, wait: (ms: number) => (time += ms) };
  };
  const first = { a: 1, ClientRequestToken: 't' };

  it.each(['', 'x'.repeat(37)])('of the wrong length is refused: %j', async (token) => {
    const { run, calls } = setup();
    await expect(run({ ...first, ClientRequestToken: token })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(calls).toEqual([]);
  });

  it('is done once for all its repetitions within ten minutes', async () => {
    const { calls, run, wait } = setup();
    expect(await Promise.all([run(first), run(first)])).toEqual([ok, ok]);
    wait(599_999);
    expect(await run(first)).toEqual(ok);
    expect(calls).toEqual(['{"a":1}']);
    wait(1);
    await run(first);
    expect(calls).toHaveLength(2);
  });

  it('is refused with another content', async () => {
    const { run } = setup();
    await run(first);
    await expect(run({ a: 2, ClientRequestToken: 't' })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
  });

  it('may be tried again after a failure', async () => {
    const { calls, run } = setup();
    const failed = { ...ok, status: 400 };
    expect(await run(first, failed)).toEqual(failed);
    expect(await run(first)).toEqual(ok);
    expect(calls).toHaveLength(2);
  });
});
