// What a table writes into DynamoDB: the cheapest command for it, all or none, and what a refusal means.
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { toTransactItem } from '../../platform/data/dynamodb/transact-item.ts';
import { both, exists, isNew, versionIs, type Write } from '../../platform/data/table.ts';
import { refusal } from '../support/refusals.ts';
import { waitBy } from '../support/waiting.ts';

let waits: number[] = [];
beforeEach(() => {
  waits = [];
});
waitBy(async (ms) => void waits.push(ms));

const key = (sk: string) => ({ pk: 'P', sk });
const change = { expression: 'SET a = :a', values: { ':a': 1 } };
const put: Write = { put: { ...key('0'), a: 1 } };
const update: Write = { update: key('1'), change };
const remove: Write = { remove: key('2') };
const check: Write = { check: key('3') };

const start = (...errors: readonly (Error | undefined)[]) => {
  const asked: [name: string, input: Record<string, unknown>][] = [];
  const client = {
    send: async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
      const error = errors[Math.min(asked.length, errors.length - 1)];
      asked.push([command.constructor.name, command.input]);
      if (error !== undefined) throw error;
    },
  };
  const { transact } = createTable(client as never, 'shop', () => 1);
  return { asked, transact, names: () => asked.map(([name]) => name) };
};

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'canceled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const failed = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });

describe('a write', () => {
  it.each([
    ['PutItemCommand', [put]],
    ['UpdateItemCommand', [update]],
    ['DeleteItemCommand', [remove]],
    ['TransactWriteItemsCommand', [check]],
    ['TransactWriteItemsCommand', [put, update]],
    ['TransactWriteItemsCommand', [update, put]],
    ['TransactWriteItemsCommand', [remove, put]],
  ])('is a %s', async (name, writes) => {
    const { names, asked, transact } = start(undefined);
    await transact(writes);
    expect(names()).toEqual([name]);
    const sent = asked.flatMap(([, { TransactItems, ...input }]) => TransactItems ?? [input]);
    expect(sent).toHaveLength(writes.length);
  });

  it('may come with 99 others and no more', async () => {
    const { names, transact } = start(undefined);
    await transact(Array(100).fill(put));
    await expect(transact(Array(101).fill(put))).rejects.toThrow(
      refusal('validation-failed', { detail: 'Too much for one transaction.' }),
    );
    expect(names()).toHaveLength(1);
  });

  it('is told to the database member by member', () => {
    const TableName = 'shop';
    const Key = { pk: { S: 'P' }, sk: { S: '1' } };
    const none = {
      ConditionExpression: undefined,
      ExpressionAttributeNames: undefined,
      ExpressionAttributeValues: undefined,
    };
    expect(toTransactItem(TableName, put)).toEqual({
      Put: { TableName, Item: { pk: { S: 'P' }, sk: { S: '0' }, a: { N: '1' } }, ...none },
    });
    expect(toTransactItem(TableName, { ...update, condition: versionIs(3) })).toEqual({
      Update: {
        TableName,
        Key,
        UpdateExpression: 'SET a = :a',
        ConditionExpression: '#version = :expectedVersion',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':expectedVersion': { N: '3' }, ':a': { N: '1' } },
      },
    });
    expect(toTransactItem(TableName, { remove: key('1'), condition: exists })).toEqual({
      Delete: { TableName, Key, ...none, ConditionExpression: 'attribute_exists(pk)' },
    });
    expect(toTransactItem(TableName, { check: key('1') })).toEqual({
      ConditionCheck: { TableName, Key, ...none, ConditionExpression: 'attribute_exists(pk)' },
    });
    expect(toTransactItem(TableName, { check: key('1'), condition: isNew })).toEqual({
      ConditionCheck: { TableName, Key, ...none, ConditionExpression: 'attribute_not_exists(pk)' },
    });
  });

  it('stands on both of two conditions', () => {
    const own = {
      expression: 'a = :a OR #b = :b',
      names: { '#b': 'b' },
      values: { ':a': 1, ':b': 2 },
    };
    expect(both(own, versionIs(3))).toEqual({
      expression: '(a = :a OR #b = :b) AND (#version = :expectedVersion)',
      names: { '#b': 'b', '#version': 'version' },
      values: { ':a': 1, ':b': 2, ':expectedVersion': 3 },
    });
  });
});

describe('a refusal', () => {
  const refused = (name: string) => () => new Error(name);

  it('of a single write is what the write says, or the error itself', async () => {
    const named = start(failed);
    await expect(named.transact([{ ...put, refused: refused('taken') }])).rejects.toThrow('taken');
    expect(named.names()).toHaveLength(1);
    await expect(start(failed).transact([put])).rejects.toBe(failed);
  });

  it.each([
    [['ConditionalCheckFailed', 'None', 'None'], 'first'],
    [['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'], 'third'],
    [['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed'], 'first'],
    [['None', 'None', 'ConditionalCheckFailed'], 'third'],
    [['TransactionConflict', 'None', 'ConditionalCheckFailed'], 'third'],
  ])('of %j is that of the %s write', async (codes, name) => {
    const { transact } = start(canceled(...codes));
    const writes = [
      { ...put, refused: refused('first') },
      update,
      { ...remove, refused: refused('third') },
    ];
    await expect(transact(writes)).rejects.toThrow(name);
  });

  it('of a write without a name is the error itself, at once', async () => {
    const error = canceled('None', 'ConditionalCheckFailed');
    const { transact, names } = start(error);
    await expect(transact([{ ...put, refused: refused('first') }, update])).rejects.toBe(error);
    expect([names().length, waits]).toEqual([1, []]);
  });

  it('for another reason is thrown as it is', async () => {
    for (const error of [canceled('ValidationError', 'None'), new Error('down')]) {
      const { transact, names } = start(error);
      await expect(transact([put, update])).rejects.toBe(error);
      expect(names()).toHaveLength(1);
    }
    const bare = new TransactionCanceledException({ $metadata: {}, message: 'canceled' });
    await expect(start(bare).transact([put, update])).rejects.toBe(bare);
  });
});

describe('a conflict', () => {
  const single = Object.assign(new Error('conflict'), { name: 'TransactionConflictException' });
  const several = canceled('None', 'TransactionConflict');

  it.each([
    ['of one write', [put], single],
    ['of several', [put, update], several],
  ])('%s is waited for, longer each time', async (_name, writes, error) => {
    const { transact, names } = start(error, error, undefined);
    await transact(writes);
    expect([names().length, waits]).toEqual([3, [20, 40]]);
  });

  it('that does not end is refused after forty attempts', async () => {
    const { transact, names } = start(several);
    await expect(transact([put, update])).rejects.toThrow(
      refusal('overloaded', { retryAfter: 1, cause: several }),
    );
    expect([names().length, waits.length]).toEqual([40, 39]);
  });

  it('that has ended at the fortieth attempt is none', async () => {
    const { transact, names } = start(...Array(39).fill(several), undefined);
    await transact([put, update]);
    expect(names()).toHaveLength(40);
  });
});
