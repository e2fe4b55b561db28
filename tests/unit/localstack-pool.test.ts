import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Environment, Event, Outcome } from '../../localstack/lambda/execution/environment.ts';
import { createPool } from '../../localstack/lambda/execution/pool.ts';

const event = (requestId: string): Event => ({ requestId, invokedArn: 'arn', payload: '{}' });

interface Setup {
  readonly idleMs?: number;
  readonly spareMs?: number;
  readonly mostStarting?: number;
  readonly loaded?: Promise<void>;
}

function setup(limit: number, { loaded = Promise.resolve(), ...times }: Setup = {}) {
  const started: string[] = [];
  const ended: string[] = [];
  const waiting = new Map<string, () => void>();

  let failures = 0;

  function start(): Environment {
    if (failures > 0) {
      failures -= 1;
      throw new Error('no process');
    }
    const name = `environment ${started.length + 1}`;
    started.push(name);
    let end = () => {};
    const gone = new Promise<void>((resolve) => {
      end = resolve;
    });
    let alive = true;
    loaded.catch(() => {
      alive = false;
      end();
    });
    return {
      pid: started.length,
      loaded,
      gone,
      get alive() {
        return alive;
      },
      kill() {
        if (alive) ended.push(name);
        alive = false;
        end();
      },
      run: ({ requestId }) =>
        new Promise<Outcome>((resolve) => {
          const outcome = { payload: name, failed: false, durationMs: 1, maxMemoryMb: 1 };
          waiting.set(requestId, () => resolve(outcome));
        }),
    };
  }

  const pool = createPool({
    limit,
    spareMs: 60_000,
    mostStarting: 10,
    ...times,
    idleMs: () => times.idleMs ?? 60_000,
    start,
  });
  const run = (id: string) => pool.run(event(id)).then(({ payload }) => payload);
  const finish = async (id: string) => {
    await sleep(0);
    waiting.get(id)?.();
  };
  const begun = (ids: readonly string[]) => vi.waitUntil(() => ids.every((id) => waiting.has(id)));
  const fail = (times: number) => {
    failures = times;
  };
  return { pool, run, finish, begun, fail, started, ended };
}

describe('the environments of a function', () => {
  it('serve one event after the other', async () => {
    const { run, finish, started } = setup(5);
    for (const id of ['a', 'b', 'c']) {
      const result = run(id);
      await finish(id);
      expect(await result).toBe('environment 1');
    }
    expect(started).toHaveLength(1);
  });

  it.each(['resolve', 'reject'] as const)('a batch waits for one that loads: %s', async (end) => {
    const loading = Promise.withResolvers<void>();
    const { pool, run, finish } = setup(5, { loaded: loading.promise });
    const endFirst = await pool.turns.take();
    const result = run('a');
    let begun = false;
    const second = pool.turns.take().then((endTurn) => {
      begun = true;
      endTurn();
    });
    await sleep(300);
    expect(begun).toBe(false);
    loading[end]();
    await second;
    endFirst();
    await finish('a');
    await result;
  });

  it('are as many as there are events at once, up to the limit', async () => {
    const { pool, run, finish, begun, started } = setup(2);
    const [a, b, c] = [run('a'), run('b'), run('c')];
    await begun(['a', 'b']);
    expect({ started: started.length, running: pool.running }).toEqual({ started: 2, running: 3 });
    await finish('b');
    expect(await b).toBe('environment 2');
    await finish('c');
    expect(await c).toBe('environment 2');
    await finish('a');
    expect(await a).toBe('environment 1');
    expect({ started: started.length, running: pool.running }).toEqual({ started: 2, running: 0 });
  });

  it('start so many at a time; an event goes to whichever is free first', async () => {
    const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
    const { pool, run, finish, begun, started } = setup(5, { mostStarting: 2, loaded });
    const all = ['a', 'b', 'c', 'd', 'e', 'f'];
    const results = all.map((id) => run(id));
    await sleep(30);
    expect({ started: started.length, running: pool.running }).toEqual({ started: 3, running: 6 });
    await finish('a');
    await begun(['b']);
    expect(started).toHaveLength(3);
    load();
    await begun(['b', 'c', 'd', 'e', 'f']);
    expect(started).toHaveLength(5);
    for (const id of all.slice(1)) await finish(id);
    const served = await Promise.all(results);
    expect(served.slice(0, 2)).toEqual(['environment 1', 'environment 1']);
    expect({ environments: new Set(served).size, running: pool.running }).toEqual({
      environments: 5,
      running: 0,
    });
  });

  it('that end while they start leave their events to others', async () => {
    const { promise: loaded, reject: fail } = Promise.withResolvers<void>();
    const { pool, run, finish, begun, started } = setup(3, { loaded });
    const results = ['a', 'b'].map((id) => run(id));
    await vi.waitUntil(() => started.length === 2);
    fail(new Error('no code'));
    await begun(['b']);
    for (const id of ['a', 'b']) await finish(id);
    expect(await Promise.all(results)).toEqual(['environment 1', 'environment 3']);
    expect(pool.running).toBe(0);
  });

  it('that cannot be started let others have their turn', async () => {
    const { pool, run, finish, begun, fail } = setup(5);
    const a = run('a');
    fail(1);
    const [b, c] = [run('b'), run('c')];
    await expect(b).rejects.toThrow('no process');
    await begun(['c']);
    for (const id of ['a', 'c']) await finish(id);
    expect([await a, await c]).toEqual(['environment 1', 'environment 2']);
    expect(pool.running).toBe(0);
  });

  it('end when they have been idle', async () => {
    const { run, finish, ended } = setup(2, { idleMs: 10 });
    const result = run('a');
    await finish('a');
    await result;
    await sleep(30);
    expect(ended).toEqual(['environment 1']);
  });

  it('of a rush end soon, but for one', async () => {
    const { run, finish, begun, started, ended } = setup(3, { spareMs: 10 });
    const results = ['a', 'b', 'c'].map((id) => run(id));
    await begun(['a', 'b', 'c']);
    for (const id of ['a', 'b', 'c']) await finish(id);
    await Promise.all(results);
    await sleep(50);
    expect(ended.length).toBe(2);
    const next = run('d');
    await finish('d');
    expect(ended).not.toContain(await next);
    expect(started.length).toBe(3);
  });

  it('the last one ends when it has been idle for its time, however long the others are kept', async () => {
    const { run, finish, begun, ended } = setup(2, { idleMs: 30, spareMs: 10 });
    const results = [run('a'), run('b')];
    await begun(['a', 'b']);
    for (const id of ['a', 'b']) await finish(id);
    await Promise.all(results);
    await sleep(100);
    expect(ended.toSorted()).toEqual(['environment 1', 'environment 2']);
  });

  it('with old code end, idle ones at once, busy ones after their event', async () => {
    const { pool, run, finish, begun, ended } = setup(2);
    const [a, b] = [run('a'), run('b')];
    await begun(['a', 'b']);
    await finish('a');
    await a;
    pool.renew();
    expect(ended).toEqual(['environment 1']);
    await finish('b');
    await b;
    expect(ended).toEqual(['environment 1', 'environment 2']);
    const c = run('c');
    await finish('c');
    expect(await c).toBe('environment 3');
  });

  it('finish their events before a stop, as far as its limit goes', async () => {
    const { pool, run, finish, ended } = setup(2);
    const result = run('a');
    const stopped = pool.stop(1000);
    await finish('a');
    await Promise.all([result, stopped]);
    expect(ended).toEqual(['environment 1']);
    const other = setup(1);
    other.run('b').catch(() => undefined);
    await other.pool.stop(10);
    expect(other.ended).toEqual(['environment 1']);
  });
});
