// Requests that found no place: how long each waits, who is let in first, and from when on a queue stands.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWaiting, type Leave } from '../../platform/http/server/waiting.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const queue = (burst: number, inside: Readonly<Record<string, number>> = {}) => {
  const options = { burst, patienceMs: 20_000, now: () => Date.now() };
  const waiting = createWaiting(options, (caller) => inside[caller] ?? 0);
  const ended: [caller: string, at: number, isIn: boolean][] = [];
  const join = (caller: string) =>
    void waiting
      .join(caller)
      .then((leave) => ended.push([caller, Date.now(), leave !== undefined]));
  return { waiting, ended, join };
};

const letIn = (): Leave => () => {};

it('one of a burst waits as long as a request has time, and no longer', async () => {
  const { join, ended } = queue(1);
  join('one');
  await vi.advanceTimersByTimeAsync(19_999);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual([['one', 20_000, false]]);
});

it('so many are a burst; who comes beyond them waits half a second', async () => {
  const { join, ended } = queue(2);
  for (const caller of ['one', 'two', 'three']) join(caller);
  await vi.advanceTimersByTimeAsync(499);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual([['three', 500, false]]);
});

it('a queue stands once it was not empty for two seconds', async () => {
  const { join, ended } = queue(10);
  join('first');
  await vi.advanceTimersByTimeAsync(1_999);
  join('still of the burst');
  await vi.advanceTimersByTimeAsync(1);
  join('late');
  await vi.advanceTimersByTimeAsync(500);
  expect(ended).toEqual([['late', 2_500, false]]);
});

it('a queue of one who is patient and one who is not is not empty', async () => {
  const { join, ended } = queue(10);
  join('patient');
  await vi.advanceTimersByTimeAsync(2_000);
  join('late');
  await vi.advanceTimersByTimeAsync(100);
  join('later');
  await vi.advanceTimersByTimeAsync(500);
  expect(ended).toEqual([
    ['late', 2_500, false],
    ['later', 2_600, false],
  ]);
});

it('a queue that was empty meanwhile begins a burst anew', async () => {
  const { join, ended, waiting } = queue(10);
  join('first');
  await vi.advanceTimersByTimeAsync(1_500);
  waiting.serve(letIn);
  await vi.advanceTimersByTimeAsync(500);
  join('second');
  await vi.advanceTimersByTimeAsync(1_500);
  join('third');
  await vi.advanceTimersByTimeAsync(500);
  expect(ended).toEqual([['first', 1_500, true]]);
});

it('who has least of the work goes first, of those who have the same who came first', async () => {
  const { join, ended, waiting } = queue(10, { two: 2, one: 1, alsoOne: 1 });
  for (const caller of ['two', 'one', 'alsoOne', 'none', 'alsoNone']) join(caller);
  waiting.serve(letIn);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended.map(([caller]) => caller)).toEqual(['none', 'alsoNone', 'one', 'alsoOne', 'two']);
});

it('of those beyond the burst who came last goes first, and before the burst', async () => {
  const { join, ended, waiting } = queue(1);
  for (const caller of ['burst', 'late', 'latest']) join(caller);
  waiting.serve(letIn);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended.map(([caller]) => caller)).toEqual(['latest', 'late', 'burst']);
});

it('where there is room for one, one is let in and the next one goes on waiting', async () => {
  const { join, ended, waiting } = queue(10);
  for (const caller of ['one', 'two']) join(caller);
  let places = 1;
  waiting.serve((caller) => {
    places -= 1;
    return places < 0 ? undefined : () => caller;
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(ended).toEqual([
    ['one', 0, true],
    ['two', 20_000, false],
  ]);
});
