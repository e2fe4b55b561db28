import { describe, expect, it } from 'vitest';
import { compileFilters } from '../../localstack/cloud/filters/event-filter.ts';
import { failedItems } from '../../localstack/lambda/pollers/partial-failures.ts';

const event = {
  eventName: 'INSERT',
  dynamodb: { NewImage: { pending: { S: '0' }, amount: { N: 12 }, tags: ['a', 'b'] } },
  nothing: [],
  none: null,
  lines: [
    { sku: 'A', count: 1 },
    { sku: 'B', count: 2 },
  ],
  path: 'a?b*c\\d',
};
const matches = (...patterns: Record<string, unknown>[]) => compileFilters(patterns)(event);

describe('a filter pattern', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['a value', { eventName: ['INSERT'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['any of several', { eventName: ['REMOVE', 'INSERT'] }, true],
    ['exists', { dynamodb: { NewImage: { pending: { S: [{ exists: true }] } } } }, true],
    ['exists not', { dynamodb: { NewImage: { due: { S: [{ exists: false }] } } } }, true],
    ['exists, but does not', { dynamodb: { OldImage: { a: { S: [{ exists: true }] } } } }, false],
    ['a prefix', { eventName: [{ prefix: 'INS' }] }, true],
    ['a suffix', { eventName: [{ suffix: 'INS' }] }, false],
    ['anything but', { eventName: [{ 'anything-but': ['MODIFY'] }] }, true],
    ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'INS' } }] }, false],
    ['ignoring case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
    [
      'a range',
      { dynamodb: { NewImage: { amount: { N: [{ numeric: ['>', 10, '<=', 12] }] } } } },
      true,
    ],
    [
      'outside a range',
      { dynamodb: { NewImage: { amount: { N: [{ numeric: ['>', 12] }] } } } },
      false,
    ],
    ['an entry of a list', { dynamodb: { NewImage: { tags: ['b'] } } }, true],
    ['alternatives', { $or: [{ eventName: ['MODIFY'] }, { eventName: ['INSERT'] }] }, true],
    ['no inherited member', { constructor: [{ exists: false }] }, true],
    ['an inherited member', { toString: [{ exists: true }] }, false],
    ['exists not, with an empty list', { nothing: [{ exists: false }] }, true],
    ['exists not, with an object', { dynamodb: [{ exists: false }] }, true],
    ['exists, with null', { none: [{ exists: true }] }, true],
    ['null', { none: [null] }, true],
    ['null, where nothing is', { missing: [null] }, false],
    ['exists, with a list', { dynamodb: { NewImage: { tags: [{ exists: true }] } } }, true],
    ['a member of an object in a list', { lines: { sku: ['B'] } }, true],
    ['two members of one object in a list', { lines: { sku: ['B'], count: [2] } }, true],
    ['members of two objects in a list', { lines: { sku: ['A'], count: [2] } }, false],
    ['a wildcard', { eventName: [{ wildcard: 'I*T' }] }, true],
    ['a wildcard with a question mark', { eventName: [{ wildcard: 'INSER?' }] }, false],
    ['a wildcard with escapes', { path: [{ wildcard: 'a?b\\*c\\\\*' }] }, true],
    ['a wildcard with an escaped star', { eventName: [{ wildcard: 'I\\*' }] }, false],
    [
      'a prefix in another case',
      { eventName: [{ prefix: { 'equals-ignore-case': 'ins' } }] },
      true,
    ],
    [
      'anything but these prefixes',
      { eventName: [{ 'anything-but': { prefix: ['X', 'I'] } }] },
      false,
    ],
    ['anything but a wildcard', { eventName: [{ 'anything-but': { wildcard: '*X' } }] }, true],
    [
      'a number that is a text',
      { dynamodb: { NewImage: { pending: { S: [{ numeric: ['=', 0] }] } } } },
      false,
    ],
    ['all keys at once', { eventName: ['INSERT'], eventSource: ['aws:sqs'] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it('is one of several, and none lets everything pass', () => {
    expect(matches({ eventName: ['MODIFY'] }, { eventName: ['INSERT'] })).toBe(true);
    expect(matches()).toBe(true);
  });

  it.each<[Record<string, unknown>]>([
    [{ eventName: 'INSERT' }],
    [{ count: 5 }],
    [{ none: null }],
    [{ eventName: [] }],
    [{ dynamodb: {} }],
    [{ dynamodb: { NewImage: {} } }],
    [{ eventName: [['INSERT']] }],
    [{ eventName: [{}] }],
    [{ eventName: [{ prefix: 'I', suffix: 'T' }] }],
    [{ eventName: [{ prefix: 5 }] }],
    [{ eventName: [{ prefix: { 'equals-ignore-case': 5 } }] }],
    [{ eventName: [{ exists: 'true' }] }],
    [{ count: [{ numeric: [] }] }],
    [{ count: [{ numeric: '5' }] }],
    [{ count: [{ numeric: ['~', 1] }] }],
    [{ count: [{ numeric: ['>', '1'] }] }],
    [{ count: [{ numeric: ['>', 1, '<'] }] }],
    [{ eventName: [{ 'anything-but': [] }] }],
    [{ eventName: [{ 'anything-but': [null] }] }],
    [{ eventName: [{ 'anything-but': { exists: true } }] }],
    [{ $or: [{ eventName: 'INSERT' }, { eventName: ['MODIFY'] }] }],
  ])('%j is refused', (pattern) => {
    expect(() => compileFilters([pattern])).toThrow('filter pattern: ');
  });

  it('with two stars in a row is refused', () => {
    expect(() => matches({ eventName: [{ wildcard: 'a**b' }] })).toThrow('two stars');
  });

  it('with an unknown comparison is refused', () => {
    expect(() => matches({ eventName: [{ constructor: 1 }] })).toThrow('is not interpreted');
    expect(() => matches({ eventName: [{ cidr: '10.0.0.0/8' }] })).toThrow(
      'filter pattern: comparison cidr is not interpreted',
    );
  });
});

describe('the failed items of a batch', () => {
  const batch = ['a', 'b', 'c'];
  it.each<[string, unknown, string[]]>([
    ['none in an empty answer', null, []],
    ['none in an empty list', { batchItemFailures: [] }, []],
    ['those it names', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['all, when it names a stranger', { batchItemFailures: [{ itemIdentifier: 'z' }] }, batch],
    ['all, when a name is missing', { batchItemFailures: [{ itemIdentifier: '' }] }, batch],
    ['all, when a member is nothing', { batchItemFailures: [null] }, batch],
    ['all, when the list is a text', { batchItemFailures: 'a' }, batch],
    ['all, when the list is an object', { batchItemFailures: {} }, batch],
    ['none, when the list is nothing', { batchItemFailures: null }, []],
    ['all, when the key is misspelt', { batchItemFailures: [{ id: 'b' }] }, batch],
  ])('%s', (_, answer, expected) => {
    expect([...failedItems(JSON.stringify(answer), batch)]).toEqual(expected);
  });
});
