// Commits that somebody else has written: which of them cannot be read, what is said of it, and that it is noted once.
import { describe, expect, it } from 'vitest';
import {
  advanced,
  commitKey,
  commitOf,
  streamOf,
  UnreadableStream,
} from '../../platform/data/commits.ts';
import { createEventStore, VersionConflict } from '../../platform/data/event-store.ts';
import { createNewCommit } from '../../platform/data/new-commit.ts';
import { repeatOf } from '../../platform/data/repeats.ts';
import { exists, type Item, isNew } from '../../platform/data/table.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { refusal } from '../support/refusals.ts';

interface Added {
  readonly type: string;
  readonly by: number;
}

const start = () => {
  const notes: unknown[] = [];
  const aggregate = {
    name: 'ORDER',
    initial: 0,
    evolve: (sum: number, { type, by }: Added) => {
      if (type !== 'added') throw new Error('of another version');
      return sum + by;
    },
    shape: (sum: unknown) => (Number(sum) < 0 ? '/sum' : undefined),
    readable: {
      note: ({ sk }: { readonly sk: string }, kind: string, pointer: string) =>
        void notes.push([sk, kind, pointer]),
    },
  };
  return { aggregate, notes };
};

const body = <Event>(...events: readonly Event[]) => ({
  ...{ events, time: '2026-01-01T00:00:00.000Z', correlationId: 'req_1' },
});
const added = (by: number) => ({ type: 'added', by });
const item = (version: number, members: object): Item =>
  ({ ...commitKey('ORDER', '1', version), ...members }) as Item;
const unread = (version: number, pointer: string) => {
  const { sk } = commitKey('ORDER', '1', version);
  return { error: `ORDER#1 ${sk} cannot be read: ${pointer}`, notes: [[sk, 'order', pointer]] };
};

const outcomeOf = (
  read: (aggregate: ReturnType<typeof start>['aggregate']) => unknown,
): { error: string; notes: unknown[] } => {
  const { aggregate, notes } = start();
  try {
    read(aggregate);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableStream);
    return { error: (error as Error).message, notes };
  }
  return { error: '', notes };
};

describe('a commit', () => {
  const message = { id: 'msg_1', destination: 'topic', type: 'orders.order-placed' };
  const good = body(added(1));

  it.each([[{}], [{ causationId: 'msg_0', messageId: 'msg_0', messages: [message], more: 1 }]])(
    'is read, %#',
    (more) => {
      const { aggregate, notes } = start();
      expect(commitOf(aggregate, item(0, { ...good, ...more }))).toEqual({ ...good, ...more });
      expect(notes).toEqual([]);
    },
  );

  it.each([
    [{ events: undefined }, '/events'],
    [{ events: [added(1), { by: 1 }] }, '/events/1/type'],
    [{ time: 'soon' }, '/time'],
    [{ correlationId: undefined }, '/correlationId'],
    [{ causationId: 1 }, '/causationId'],
    [{ messageId: 1 }, '/messageId'],
    [{ messages: {} }, '/messages'],
    [{ messages: [{ ...message, id: 1 }] }, '/messages/0/id'],
    [{ messages: [{ ...message, destination: null }] }, '/messages/0/destination'],
    [{ messages: [message, { ...message, type: 1 }] }, '/messages/1/type'],
  ])('with %j is not, for %s', (spoilt, pointer) => {
    const is = outcomeOf((aggregate) => commitOf(aggregate, item(0, { ...good, ...spoilt })));
    expect(is).toEqual(unread(0, pointer));
  });

  it('of another sort key is not', () => {
    const is = outcomeOf((aggregate) => commitOf(aggregate, { ...item(0, good), sk: 'OTHER' }));
    expect(is.notes).toEqual([['OTHER', 'order', '/sk']]);
  });
});

describe('a stream', () => {
  const items = (...commits: readonly (readonly object[])[]) => {
    let version = 0;
    return commits.map((events) => {
      const made = item(version, body(...events));
      version += events.length;
      return made;
    });
  };

  it('is what its events add up to, and nothing has no shape to keep', () => {
    const { aggregate } = start();
    const { state, version, commits } = streamOf(
      aggregate,
      items([added(1), added(2)], [added(-3)]),
    );
    expect([state, version, commits.length]).toEqual([0, 3, 2]);
    const fresh = { ...aggregate, initial: -1 };
    expect(streamOf(fresh, [])).toEqual({ state: -1, version: 0, commits: [] });
  });

  it.each([
    ['adds up to nothing that is', [[added(1), added(1)], [added(-5)], [added(1)]], 2, '/sum'],
    ['has an event of another version', [[added(1)], [{ type: 'new' }], [added(1)]], 1, '/events'],
    ['has one that cannot be read', [[added(1)], [{}], [added(1)]], 1, '/events/0/type'],
  ])('that %s is told by the commit', (_name, commits, version, pointer) => {
    expect(outcomeOf((aggregate) => streamOf(aggregate, items(...commits)))).toEqual(
      unread(version, pointer),
    );
  });

  it('goes on by one commit more, which may be one that cannot be read', () => {
    const before = { state: 3, version: 2 };
    const next = (...events: readonly object[]) => body(...events) as never;
    const { aggregate } = start();
    expect(advanced(aggregate, '1', before, next(added(1), added(1)))).toEqual({
      state: 5,
      version: 4,
    });
    expect(outcomeOf((of) => advanced(of, '1', before, next({ type: 'new' })))).toEqual(
      unread(2, '/events'),
    );
    expect(outcomeOf((of) => advanced(of, '1', before, next({})))).toEqual(
      unread(2, '/events/0/type'),
    );
  });
});

describe('a store of them', () => {
  const store = createEventStore({ ...start().aggregate, table: createMemoryTable() });
  const one = commitKey('ORDER', '1', 0);
  const two = commitKey('ORDER', '1', 2);

  it.each([
    [one, '1'],
    [{ ...one, pk: 'ORDER#a#b' }, 'a#b'],
    [two, undefined],
    [{ ...one, pk: 'ORDERS#1' }, undefined],
  ])('knows by %j whose first one it is: %s', (key, id) => {
    expect(store.idOf(key)).toBe(id);
  });

  it('changes only those that are there, each at its place', () => {
    const commits = [body(added(1), added(2)), body(added(3))];
    const changed = { events: [added(4)] } as never;
    const writesOf = (index: number) =>
      store.amend('1', { state: 6, version: 3, commits }, (commit) =>
        commit === commits[index] ? changed : commit,
      );
    expect(writesOf(0)).toEqual([{ put: { ...one, events: [added(4)] }, condition: exists }]);
    expect(writesOf(1)).toEqual([{ put: { ...two, events: [added(4)] }, condition: exists }]);
  });

  it('loads together those that are there and can be read, or says why it cannot', async () => {
    const table = createMemoryTable();
    const { aggregate, notes } = start();
    const together = createEventStore({ ...aggregate, table });
    await table.transact([{ put: item(0, body(added(7))) }]);
    await table.transact([{ put: { ...item(0, body({})), pk: 'ORDER#spoilt' } }]);
    const found = await together.loadMany(['1', 'none', 'spoilt']);
    expect([...found.keys(), found.get('1')?.state]).toEqual(['1', 7]);
    expect(notes).toEqual([[item(0, {}).sk, 'order', '/events/0/type']]);
    const down = createEventStore({
      ...aggregate,
      table: { ...table, query: () => Promise.reject(new Error('down')) },
    });
    await expect(down.loadMany(['1'])).rejects.toThrow('down');
  });

  it('holds that nothing was added to a version', () => {
    const { refused, ...write } = store.unmoved('1', 2);
    expect(write).toEqual({ check: two, condition: isNew });
    expect(refused?.()).toEqual(new VersionConflict('1', 2));
  });
});

describe('a new commit', () => {
  const make = createNewCommit({ clock: testClock(), newId: countingIds() });
  const causation = { correlationId: 'req_1', causationId: 'req_1' };
  const said = (...subjects: readonly string[]) => ({
    events: [added(1)],
    messages: subjects.map((subject) => ({
      ...{ kind: 'fact' as const, type: 'orders.order-placed.v1', subject, data: {} },
    })),
  });

  it('says nothing that is not so', () => {
    expect(make('1', said(), { causation })).toEqual(body(added(1)));
  });

  it('says of each message only what the commit does not', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const idempotency = { scope: 's', key: 'k', requestHash: 'h' };
    const caused = { ...causation, causationId: 'msg_0', traceparent };
    const sent = { destination: 'topic', type: 'orders.order-placed.v1', data: {} };
    expect(
      make('1', said('1', '2'), { causation: caused, messageId: 'msg_0', idempotency }),
    ).toEqual({
      ...body(added(1)),
      messages: [
        { ...sent, id: expect.stringMatching(/^msg_/), subject: undefined },
        { ...sent, id: expect.stringMatching(/^msg_/), subject: '2' },
      ],
      messageId: 'msg_0',
      traceparent,
      request: idempotency,
    });
    expect(make('1', said(), { causation: caused })).toMatchObject({ causationId: 'msg_0' });
  });
});

describe('what comes again', () => {
  const store = createEventStore({ ...start().aggregate, table: createMemoryTable() });
  const request = { scope: 'usr_1:POST:/things', key: 'k', requestHash: 'h' };
  const commits = [{ ...body(added(1)), request, messageId: 'msg_1' }, body(added(2))];
  const stream = { state: 3, version: 2, commits };

  it.each<[cause: Parameters<typeof repeatOf>[2], repeat: object | undefined]>([
    [{ idempotency: request }, { kind: 'repeated', state: 1, version: 1 }],
    [{ idempotency: { ...request, key: 'other' } }, undefined],
    [{ idempotency: { ...request, scope: 'other' } }, undefined],
    [
      { messageId: 'msg_1' },
      { kind: 'ignored', reason: 'message msg_1 was processed before', state: 3, version: 2 },
    ],
    [{ messageId: 'msg_2' }, undefined],
    [{}, undefined],
  ])('as %j is answered by %j', (cause, repeat) => {
    expect(repeatOf(store, stream, cause)).toEqual(repeat);
  });

  it('with the key of another request is refused', () => {
    const idempotency = { ...request, requestHash: 'other' };
    expect(() => repeatOf(store, stream, { idempotency })).toThrow(
      refusal('idempotency-key-reused'),
    );
  });
});
