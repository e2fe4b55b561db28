// What a table asks of DynamoDB: one request for each question, whole pages, and how far a limit reaches.
import { beforeEach, describe, expect, it } from 'vitest';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import { allOf } from '../support/pages.ts';
import { refusal } from '../support/refusals.ts';
import { waitBy } from '../support/waiting.ts';

let waits: number[] = [];
beforeEach(() => {
  waits = [];
});
waitBy(async (ms) => void waits.push(ms));

interface Asked {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the inputs of several commands.
  readonly input: any;
}

/** Answers one after the other, then for ever the last one. */
const start = (...answers: readonly unknown[]) => {
  const asked: Asked[] = [];
  const client = {
    send: async (command: { input: unknown; constructor: { name: string } }) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
      asked.push({ name: command.constructor.name, input: command.input });
      return answer;
    },
  };
  const table = createTable(client as never, 'shop', () => 1);
  return { asked, table, client };
};

const items = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => toAttributes({ pk: 'P', sk: `${from + index}` }));
const keysOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ pk: 'P', sk: `${index}` }));

describe('a read by key', () => {
  it('is of one item, consistent', async () => {
    const { asked, table } = start({ Item: items(1)[0] }, {});
    expect(await table.get({ pk: 'P', sk: '0', more: 1 } as never)).toEqual({ pk: 'P', sk: '0' });
    expect(await table.get({ pk: 'P', sk: '1' })).toBeUndefined();
    const Key = { pk: { S: 'P' }, sk: { S: '0' } };
    expect(asked[0]).toEqual({
      name: 'GetItemCommand',
      input: { TableName: 'shop', Key, ConsistentRead: true },
    });
  });

  it('of many asks for a hundred at a time, each once', async () => {
    const { asked, table } = start({ Responses: { shop: items(1) } });
    expect(await table.getMany([...keysOf(101), ...keysOf(3)])).toHaveLength(2);
    const tables = asked.map(({ input }) => input.RequestItems.shop);
    expect(tables.map(({ Keys }) => Keys.length)).toEqual([100, 1]);
    expect(tables.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
    expect(tables[1].Keys).toEqual([{ pk: { S: 'P' }, sk: { S: '100' } }]);
    await table.getMany(keysOf(100), { consistent: false });
    expect(asked).toHaveLength(3);
    expect(asked[2]?.input.RequestItems.shop.ConsistentRead).toBe(false);
    expect(await table.getMany([])).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  it('of many asks again for what was left, and later each time', async () => {
    const left = { UnprocessedKeys: { shop: { Keys: items(1, 7) } } };
    const { asked, table } = start({ Responses: { shop: items(1) }, ...left }, left, {
      Responses: { shop: items(1, 7) },
    });
    expect(await table.getMany(keysOf(2))).toEqual([
      { pk: 'P', sk: '0' },
      { pk: 'P', sk: '7' },
    ]);
    expect(asked.map(({ input }) => input.RequestItems.shop.Keys.length)).toEqual([2, 1, 1]);
    expect(waits).toEqual([20, 40]);
  });

  it('of many that is never whole is refused after forty questions', async () => {
    const { asked, table } = start({ UnprocessedKeys: { shop: { Keys: items(1) } } });
    await expect(table.getMany(keysOf(1))).rejects.toThrow(
      refusal('overloaded', { retryAfter: 1 }),
    );
    expect([asked.length, waits.length]).toEqual([40, 39]);
  });

  it('of many that is whole at the fortieth question is an answer', async () => {
    const left = { UnprocessedKeys: { shop: { Keys: items(1) } } };
    const { asked, table } = start(...Array(39).fill(left), {});
    expect(await table.getMany(keysOf(1))).toEqual([]);
    expect(asked).toHaveLength(40);
  });
});

describe('a query', () => {
  it.each([
    [{}, 'pk = :pk', []],
    [{ prefix: 'A#' }, 'pk = :pk AND begins_with(sk, :prefix)', ['A#']],
    [{ since: 'b' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['b', '\uffff']],
    [{ until: 'y' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['\u0000', 'y']],
    [{ prefix: 'A#', until: 'A#y' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['A#', 'A#y']],
    [{ after: 'b', until: 'y' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['b', 'y']],
    [{ after: 'b' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['b', '\uffff']],
    [{ prefix: 'A#', after: 'A#b' }, 'pk = :pk AND sk BETWEEN :low AND :high', ['A#b', 'A#\uffff']],
    [{ after: 'y', newestFirst: true }, 'pk = :pk AND sk BETWEEN :low AND :high', ['\u0000', 'y']],
    [
      { since: 'b', after: 'y', newestFirst: true },
      'pk = :pk AND sk BETWEEN :low AND :high',
      ['b', 'y'],
    ],
  ])('by %j', async (options, condition, range) => {
    const { asked, table } = start({});
    expect(await table.query('P', options)).toEqual([]);
    const { KeyConditionExpression, ExpressionAttributeValues } = asked[0]?.input ?? {};
    const values = Object.values(ExpressionAttributeValues).map(
      (value) => (value as { S: string }).S,
    );
    expect([KeyConditionExpression, values]).toEqual([condition, ['P', ...range]]);
  });

  it('is consistent and the oldest first, unless told otherwise', async () => {
    const { asked, table } = start({});
    await table.query('P');
    await table.query('P', { newestFirst: true, consistent: false });
    expect(asked.map(({ input }) => [input.ConsistentRead, input.ScanIndexForward])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(asked[0]?.input).toMatchObject({ TableName: 'shop', Limit: 10_000 });
  });

  it('reads all pages, from where each ended', async () => {
    const [first, second] = [{ pk: { S: '1' } }, { pk: { S: '2' } }];
    const { asked, table } = start(
      { Items: items(2), LastEvaluatedKey: first },
      { LastEvaluatedKey: second },
      { Items: items(1, 2) },
    );
    expect((await table.query('P')).map(({ sk }) => sk)).toEqual(['0', '1', '2']);
    expect(asked.map(({ input }) => [input.Limit, input.ExclusiveStartKey])).toEqual([
      [10_000, undefined],
      [9_998, first],
      [9_998, second],
    ]);
  });

  it('ends at its limit though more is there', async () => {
    const { asked, table } = start({ Items: items(2), LastEvaluatedKey: { pk: { S: '1' } } });
    expect(await table.query('P', { limit: 4 })).toHaveLength(4);
    expect(asked.map(({ input }) => input.Limit)).toEqual([4, 2]);
  });

  it('after a position reads one more, which it leaves out', async () => {
    const { asked, table } = start({ Items: items(3) });
    const read = await table.query('P', { after: '0', limit: 2 });
    expect(read.map(({ sk }) => sk)).toEqual(['1', '2']);
    expect(asked[0]?.input.Limit).toBe(3);
    const elsewhere = await table.query('P', { after: '00', limit: 2 });
    expect(elsewhere.map(({ sk }) => sk)).toEqual(['0', '1']);
  });
});

it.each([
  ['due-index', 'due', 'dueAt'],
  ['pending-index', 'pending', 'pendingAt'],
] as const)('%s is asked by its own members, for a hundred', async (index, pk, sk) => {
  const { asked, table } = start({ Items: items(1) });
  expect(await allOf(table.queryIndex(index, '0', '2026'))).toEqual([{ pk: 'P', sk: '0' }]);
  await allOf(table.queryIndex(index, '0', '2026', 7));
  expect(asked[0]).toEqual({
    name: 'QueryCommand',
    input: {
      TableName: 'shop',
      IndexName: index,
      KeyConditionExpression: '#pk = :pk AND #sk <= :until',
      ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
      ExpressionAttributeValues: { ':pk': { S: '0' }, ':until': { S: '2026' } },
      Limit: 100,
      ExclusiveStartKey: undefined,
    },
  });
  expect(asked[1]?.input.Limit).toBe(7);
});

it('a scan reads all pages of a thousand, consistent', async () => {
  const { asked, client } = start(
    { Items: items(2), LastEvaluatedKey: { pk: { S: '1' } } },
    { Items: items(1, 2) },
  );
  const pages: string[][] = [];
  for await (const page of createScan(client as never, 'shop')())
    pages.push(page.map(({ sk }) => sk));
  expect(pages).toEqual([['0', '1'], ['2']]);
  expect(asked.map(({ input }) => input)).toEqual([
    { TableName: 'shop', ExclusiveStartKey: undefined, Limit: 1_000, ConsistentRead: true },
    {
      TableName: 'shop',
      ExclusiveStartKey: { pk: { S: '1' } },
      Limit: 1_000,
      ConsistentRead: true,
    },
  ]);
});
