// Work on the same SKU takes turns; other work does not wait.
import { expect, test } from 'vitest';
import { createKeyedLock } from '../../platform/kernel/keyed-lock.ts';

/** Work that ends when it is told to. */
const work = () => {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string) => () => {
    log.push(`${name} begins`);
    return new Promise<string>((resolve) => {
      ends.set(name, () => {
        log.push(`${name} ends`);
        resolve(name);
      });
    });
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { log, run, end, settle };
};

test('the second waits for the first, a stranger for nobody', async () => {
  const { log, run, end, settle } = work();
  const takeTurn = createKeyedLock();
  const all = [
    takeTurn(['A'], run('first')),
    takeTurn(['A'], run('second')),
    takeTurn(['B'], run('other')),
  ];
  await settle();
  expect(log).toEqual(['first begins', 'other begins']);
  await end('first');
  expect(log.at(-1)).toBe('second begins');
  await end('second');
  await end('other');
  expect(await Promise.all(all)).toEqual(['first', 'second', 'other']);
});

test('two that want the same things in another order do not wait for ever', async () => {
  const takeTurn = createKeyedLock();
  const done = await Promise.all([
    takeTurn(['A', 'B'], async () => 1),
    takeTurn(['B', 'A'], async () => 2),
    takeTurn(['A', 'A'], async () => 3),
  ]);
  expect(done).toEqual([1, 2, 3]);
});

test('a failure ends a turn too', async () => {
  const takeTurn = createKeyedLock();
  const failing = takeTurn(['A'], () => Promise.reject(new Error('no')));
  const next = takeTurn(['A'], async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
