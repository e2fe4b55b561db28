// How many batches of a function run at a time: one, more where those that run take long, and fewer again.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurns, type Turns } from '../../localstack/lambda/execution/turns.ts';

const turnsOf = (most: number) => createTurns(most, () => false);

/** Asks for turns and notes who has one. */
const queueFor = (turns: Turns) => {
  const running = new Map<string, () => void>();
  const ask = async (name: string) => {
    const end = await turns.take();
    running.set(name, () => {
      running.delete(name);
      end();
    });
  };
  return {
    ask: async (...names: string[]) => {
      for (const name of names) void ask(name);
      await vi.advanceTimersByTimeAsync(0);
    },
    end: async (name: string) => {
      running.get(name)?.();
      await vi.advanceTimersByTimeAsync(0);
    },
    running: () => [...running.keys()].join(' '),
  };
};

describe('turns of the batches of a function', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('one after the other, in the order they asked, while each is quick', async () => {
    const { ask, end, running } = queueFor(turnsOf(5));
    await ask('a', 'b', 'c', 'd');
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(running()).toBe(name);
      await vi.advanceTimersByTimeAsync(99);
      expect(running()).toBe(name);
      await end(name);
    }
    expect(running()).toBe('');
  });

  it('another beside them whenever none has begun for a tenth of a second, up to the most', async () => {
    const { ask, end, running } = queueFor(turnsOf(3));
    await ask('a', 'b', 'c', 'd', 'e');
    await vi.advanceTimersByTimeAsync(100);
    expect(running()).toBe('a b');
    await vi.advanceTimersByTimeAsync(99);
    expect(running()).toBe('a b');
    await vi.advanceTimersByTimeAsync(1);
    expect(running()).toBe('a b c');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(running()).toBe('a b c');
    await end('b');
    expect(running()).toBe('a c d');
  });

  it('as many as were needed while somebody waits, then one again', async () => {
    const { ask, end, running } = queueFor(turnsOf(5));
    await ask('a', 'b', 'c', 'd');
    await vi.advanceTimersByTimeAsync(100);
    await end('a');
    expect(running()).toBe('b c');
    await end('b');
    expect(running()).toBe('c d');
    await end('c');
    await end('d');
    await ask('e', 'f');
    expect(running()).toBe('e');
  });

  it('never more than one where one is the most', async () => {
    const { ask, end, running } = queueFor(turnsOf(1));
    await ask('a', 'b');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(running()).toBe('a');
    await end('a');
    expect(running()).toBe('b');
  });

  it('an environment that loads is waited for: another would load no sooner beside it', async () => {
    let isLoading = true;
    const { ask, running } = queueFor(createTurns(5, () => isLoading));
    await ask('a', 'b');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(running()).toBe('a');
    isLoading = false;
    await vi.advanceTimersByTimeAsync(100);
    expect(running()).toBe('a b');
  });

  it('keeps no timer when nobody waits', async () => {
    const { ask, end } = queueFor(turnsOf(5));
    await ask('a', 'b');
    expect(vi.getTimerCount()).toBe(1);
    await end('a');
    expect(vi.getTimerCount()).toBe(0);
  });
});
