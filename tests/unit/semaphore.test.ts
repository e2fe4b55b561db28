// Slots: so many at once, so many waiting, in the order they came, and the rest refused at once.
import { expect, it } from 'vitest';
import { createSemaphore } from '../../platform/kernel/semaphore.ts';

const held = () => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, done: () => resolve('done'), fail: () => reject(new Error('no')) };
};

it('the next begins when one is done, in the order they came', async () => {
  const inSlot = createSemaphore({ atOnce: 1, waiting: 2 });
  const first = held();
  const begun: string[] = [];
  const all = [
    inSlot(first.work),
    ...['second', 'third'].map((name) =>
      inSlot(async () => {
        begun.push(name);
        return name;
      }),
    ),
  ];
  expect(begun).toEqual([]);
  first.done();
  expect(await Promise.all(all)).toEqual(['done', 'second', 'third']);
  expect(begun).toEqual(['second', 'third']);
});

it('who finds the queue full is refused, and room comes back', async () => {
  const inSlot = createSemaphore({ atOnce: 1, waiting: 1 });
  const first = held();
  const both = [inSlot(first.work), inSlot(async () => 'second')];
  await expect(inSlot(async () => 'third')).rejects.toMatchObject({ code: 'overloaded' });
  first.done();
  await Promise.all(both);
  expect(await inSlot(async () => 'fourth')).toBe('fourth');
});

it('work that fails frees its slot', async () => {
  const inSlot = createSemaphore({ atOnce: 1, waiting: 1 });
  const failing = held();
  const [first, second] = [inSlot(failing.work), inSlot(async () => 'second')];
  failing.fail();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe('second');
});
