// A change of the staff pages is done once, however often its button is pressed before somebody has answered.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallFailed } from '../../web/console/data/call-failed.ts';
import { once } from '../../web/console/data/once.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

let changes = 0;
/** Keys of presses that end so, the last one answered. */
const keysOf = async (...ends: readonly (Error | 'answered' | number)[]): Promise<string[]> => {
  changes += 1;
  const what = `POST /orders/ord_${changes}/refunds`;
  const keys: string[] = [];
  const press = (end: Error | 'answered') =>
    once(what, async (key) => {
      keys.push(key);
      if (end instanceof Error) throw end;
    }).catch(() => {});
  for (const end of [...ends, 'answered' as const]) {
    if (typeof end === 'number') vi.setSystemTime(Date.now() + end);
    else await press(end);
  }
  return keys;
};

const failed = (status: number) => new CallFailed(status, 'code', 'message');

describe('a press after one that', () => {
  it.each([
    ['got no answer', new TypeError('Failed to fetch')],
    ['came too late', failed(504)],
    ['found too much to do', failed(503)],
    ['was one too many', failed(429)],
    ['failed', failed(500)],
  ])('%s is the same one', async (_, end) => {
    expect(new Set(await keysOf(end, end)).size).toBe(1);
  });

  it.each([
    ['was answered', 'answered'],
    ['was refused', failed(409)],
    ['was wrong', failed(422)],
    ['was nobody’s', failed(401)],
  ] as const)('%s is another one', async (_, end) => {
    expect(new Set(await keysOf(end)).size).toBe(2);
  });

  it('got no answer, five minutes and more ago, is another one', async () => {
    const minutes = 60_000;
    expect(new Set(await keysOf(failed(504), 5 * minutes)).size).toBe(1);
    expect(new Set(await keysOf(failed(504), 5 * minutes + 1)).size).toBe(2);
  });

  it('is still under way has its key, and another change never', async () => {
    const keys: string[] = [];
    const send = async (key: string) => void keys.push(key);
    await Promise.all([once('POST /a', send), once('POST /a', send), once('POST /b', send)]);
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
  });
});

it.each([
  [400, false],
  [403, false],
  [404, false],
  [428, false],
  [429, true],
  [499, false],
  [500, true],
  [504, true],
])('a call that failed with %i may pass: %s', (status, mayPass) => {
  expect(failed(status).mayPass).toBe(mayPass);
});
