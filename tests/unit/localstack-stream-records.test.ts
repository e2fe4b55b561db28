import { describe, expect, it } from 'vitest';
import {
  existenceBefore,
  keyOf,
  possibleEvents,
  recordOf,
  writesOf,
} from '../../localstack/stream-records.ts';
import { imageOfInsert } from '../../localstack/update-image.ts';

const keys = ['pk', 'sk'];
const text = (S: string) => ({ S });

describe('what a condition says about the item before', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'unknown'],
    ['attribute_not_exists(pk)', 'absent'],
    ['attribute_not_exists ( #k )', 'absent'],
    ['attribute_not_exists(deleted)', 'unknown'],
    ['version = :v', 'present'],
    ['#v = :v AND available >= :q', 'present'],
    ['attribute_exists(pk)', 'present'],
    ['begins_with(sk, :p)', 'present'],
    ['status <> :s', 'unknown'],
    ['attribute_not_exists(pk) OR version = :v', 'unknown'],
    ['NOT version = :v', 'unknown'],
    ['attribute_not_exists(deleted) AND version = :v', 'present'],
  ])('%s', (condition, expected) => {
    const write = { table: 't', kind: 'Put', item: {}, condition, names: { '#k': 'pk' } } as const;
    expect(existenceBefore(write, keys)).toBe(expected);
  });

  it('decides which events are possible', () => {
    expect(possibleEvents('Put', 'absent')).toEqual(['INSERT']);
    expect(possibleEvents('Update', 'present')).toEqual(['MODIFY']);
    expect(possibleEvents('Put', 'unknown')).toEqual(['INSERT', 'MODIFY']);
    expect(possibleEvents('Delete', 'unknown')).toEqual(['REMOVE']);
  });
});

describe('the writes of a call', () => {
  const Item = { pk: text('a'), sk: text('b'), n: { N: '1' } };
  const Key = { pk: text('a'), sk: text('b') };
  const put = { table: 't', kind: 'Put', item: Item };
  const update = { table: 't', kind: 'Update', item: Key };
  const remove = { table: 't', kind: 'Delete', item: Key };

  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['PutItem', { TableName: 't', Item }, [put]],
    ['UpdateItem', { TableName: 't', Key }, [update]],
    ['DeleteItem', { TableName: 't', Key }, [remove]],
    ['GetItem', { TableName: 't', Key }, []],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 't', Item } },
          { ConditionCheck: { TableName: 't', Key } },
          { Update: { TableName: 't', Key } },
        ],
      },
      [put, update],
    ],
    [
      'BatchWriteItem',
      { RequestItems: { t: [{ PutRequest: { Item } }, { DeleteRequest: { Key } }] } },
      [put, remove],
    ],
  ])('%s', (operation, input, writes) => {
    expect(writesOf(operation, input)).toEqual(writes);
  });

  it('have the key of their item', () => {
    expect(keyOf(Item, keys)).toEqual(Key);
  });
});

describe('an update of an item that does not exist', () => {
  const key = { pk: text('a') };
  const names = { '#n': 'name' };
  const values = { ':a': text('x'), ':n': { N: '1' } };
  it.each<[string, unknown]>([
    ['SET #n = :a', { pk: text('a'), name: text('x') }],
    ['REMOVE pending, due SET expiresAt = :n', { pk: text('a'), expiresAt: { N: '1' } }],
    ['SET a = if_not_exists(a, :a), b = :n', { pk: text('a'), a: text('x'), b: { N: '1' } }],
    ['ADD total :n', { pk: text('a'), total: { N: '1' } }],
    ['REMOVE pending', key],
    ['SET a = b', undefined],
    ['SET total = if_not_exists(total, :n) + :n', undefined],
    ['SET deep.path = :a', undefined],
  ])('%s makes what it sets', (expression, image) => {
    expect(imageOfInsert({ key, expression, names, values })).toEqual(image);
  });
});

describe('a record', () => {
  const stream = { streamArn: 'arn:stream', region: 'eu-central-1' };
  const change = {
    keys: { pk: text('a') },
    eventName: 'MODIFY',
    newImage: { pk: text('a'), v: { N: '2' } },
    oldImage: { pk: text('a'), v: { N: '1' } },
  } as const;

  it('carries the images its view type asks for', () => {
    const images = (viewType: string) => {
      const { NewImage, OldImage } = recordOf(change, { ...stream, viewType }, 0).dynamodb;
      return { NewImage, OldImage };
    };
    const { newImage: NewImage, oldImage: OldImage } = change;
    expect(images('NEW_AND_OLD_IMAGES')).toEqual({ NewImage, OldImage });
    expect(images('NEW_IMAGE')).toEqual({ NewImage, OldImage: undefined });
    expect(images('OLD_IMAGE')).toEqual({ NewImage: undefined, OldImage });
    expect(images('KEYS_ONLY')).toEqual({ NewImage: undefined, OldImage: undefined });
  });

  it('looks like one of Lambda', () => {
    expect(recordOf(change, { ...stream, viewType: 'KEYS_ONLY' }, 1_700_000_000_500)).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-central-1',
      eventSourceARN: 'arn:stream',
      dynamodb: {
        ApproximateCreationDateTime: 1_700_000_000,
        Keys: { pk: text('a') },
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'KEYS_ONLY',
      },
    });
  });
});
