// What was published is known to have been sent, and no longer known by its words.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { message } from '../../events/message.ts';
import { createOutboxes } from '../../functions/outbox-relay/store.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';
import { counted } from '../support/counter.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { allOf } from '../support/pages.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };
let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

it('a published item keeps what it sent and where to, not what that said', async () => {
  const table = await database.table('outbox');
  const clock = testClock();
  const commit = createUnitOfWork({ table, source: 'orders', clock, newId });
  const messages = [message(counted, 'counter', { by: 1 })];
  await commit({ pk: 'COUNTER#1', writes: [], messages, causation });
  const outboxes = createOutboxes(database.client, { outbox: 'orders' });
  const [item, ...others] = await allOf(outboxes.pending('outbox', '9', 10));
  if (item === undefined) throw new Error('nothing was said');
  expect(others).toEqual([]);
  expect(JSON.stringify(item)).toContain('"by":1');
  await outboxes.markPublished(item, 1_800_000_000);
  expect(await allOf(outboxes.pending('outbox', '9', 10))).toEqual([]);
  expect(await table.get(item.key)).toEqual({
    ...item.key,
    expiresAt: 1_800_000_000,
    messages: item.messages.map(({ destination, envelope: { data: _, ...envelope } }) => ({
      destination,
      envelope,
    })),
  });
});
