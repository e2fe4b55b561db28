// Waiting for an order: told at once by this process, found after a while when another process was it, never longer than asked.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createWaiters } from '../../containers/orders/waiters.ts';
import { systemClock } from '../../platform/clock.ts';

const scene = (first = 'pending') => {
  const waiters = createWaiters<string>(systemClock);
  const stored = { value: first, reads: 0 };
  const read = async () => {
    stored.reads += 1;
    return stored.value;
  };
  const follow = (milliseconds: number) =>
    waiters.follow('1', read, (value) => value === 'done', milliseconds);
  return { waiters, stored, follow };
};

it('what is reached already is answered after one read', async () => {
  const { stored, follow } = scene('done');
  expect(await follow(5_000)).toBe('done');
  expect(stored.reads).toBe(1);
});

it('news of this process are taken as they are, without another read', async () => {
  const { waiters, stored, follow } = scene();
  const following = follow(5_000);
  await sleep(5);
  waiters.tell('2', 'done');
  waiters.tell('1', 'still pending');
  await sleep(5);
  waiters.tell('1', 'done');
  expect(await following).toBe('done');
  expect(stored.reads).toBe(1);
});

it('news that come during the read are not missed', async () => {
  const { waiters, follow } = scene();
  const following = follow(5_000);
  waiters.tell('1', 'done');
  expect(await following).toBe('done');
});

it('a change by another process is found within about a second', async () => {
  const { stored, follow } = scene();
  const following = follow(5_000);
  await sleep(5);
  stored.value = 'done';
  expect(await following).toBe('done');
  expect(stored.reads).toBe(2);
});

it('the last state is answered when the time is up, and when the process stops', async () => {
  const { waiters, follow } = scene();
  expect(await follow(20)).toBe('pending');
  const following = follow(60_000);
  await sleep(5);
  waiters.close();
  expect(await following).toBe('pending');
  expect(await follow(60_000)).toBe('pending');
});

it('beyond so many of one subject, and so many in all, nobody waits', async () => {
  const { waiters } = scene();
  const wait = (subject: string) =>
    waiters.follow(
      '1',
      async () => 'pending',
      () => false,
      60_000,
      subject,
    );
  const held = Array.from({ length: 250 }, (_, number) => wait(`usr_${number % 3}`));
  expect(await wait('usr_9')).toBe('pending');
  waiters.close();
  expect(new Set(await Promise.all(held))).toEqual(new Set(['pending']));
  const { waiters: others } = scene();
  const follow = (subject: string) =>
    others.follow(
      '1',
      async () => 'pending',
      () => false,
      60_000,
      subject,
    );
  const own = Array.from({ length: 100 }, () => follow('usr_a'));
  expect(await follow('usr_a')).toBe('pending');
  const other = follow('usr_b');
  expect(await Promise.race([other, sleep(20, 'waiting')])).toBe('waiting');
  others.close();
  await Promise.all([...own, other]);
});
