// Filter policies of SNS: each type of value against each rule, in attributes and in bodies.
import { describe, expect, it } from 'vitest';
import { wants } from '../../localstack/messaging/sns-filter.ts';

type Policy = Readonly<Record<string, unknown>>;

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const number = (StringValue: string) => ({ DataType: 'Number', StringValue });
const list = (...entries: readonly unknown[]) => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(entries),
});

const attributes = {
  kind: text('order-placed'),
  digits: text('50'),
  truth: text('true'),
  price: number('50.0'),
  cents: number('-1.25'),
  tags: list('a', 'b', 5, true, null),
  none: list(),
  broken: { DataType: 'String.Array', StringValue: '[not json' },
  address: text('10.0.0.255'),
  far: text('2001:db8::1'),
  $or: text('a member'),
  bytes: { DataType: 'Binary', BinaryValue: 'YQ==' },
};

const byAttributes = (policy: Policy, messageAttributes: object = attributes) =>
  wants(
    { attributes: { FilterPolicy: JSON.stringify(policy) } },
    { body: 'any', messageAttributes: messageAttributes as typeof attributes },
  );

describe('a policy over attributes', () => {
  it.each<[string, Policy, boolean]>([
    ['a text', { kind: ['order-placed'] }, true],
    ['a text in another case', { kind: ['Order-Placed'] }, false],
    ['any of several', { kind: ['a', 'order-placed'] }, true],
    ['a number for a text of digits', { digits: [50] }, false],
    ['digits for a text of digits', { digits: ['50'] }, true],
    ['a range for a text of digits', { digits: [{ numeric: ['=', 50] }] }, false],
    ['a boolean for a text', { truth: [true] }, false],
    ['a number however it is written', { price: [50] }, true],
    ['a text for a number', { price: ['50.0'] }, false],
    ['a range', { price: [{ numeric: ['>', 0, '<=', 50] }] }, true],
    ['a range that ends before', { price: [{ numeric: ['>', 0, '<', 50] }] }, false],
    ['a range below nothing', { cents: [{ numeric: ['<', 0] }] }, true],
    ['an entry of a list', { tags: ['b'] }, true],
    ['a number in a list', { tags: [5] }, true],
    ['a number in a list as a text', { tags: ['5'] }, false],
    ['a boolean in a list', { tags: [true] }, true],
    ['null in a list', { tags: [null] }, true],
    ['null, where nothing is', { missing: [null] }, false],
    ['null for a text', { kind: [null] }, false],
    ['a list that is none', { broken: [{ 'anything-but': 'x' }] }, false],
    ['bytes', { bytes: [{ exists: true }] }, false],
    ['exists', { kind: [{ exists: true }] }, true],
    ['exists, with an empty list', { none: [{ exists: true }] }, false],
    ['exists not', { missing: [{ exists: false }] }, true],
    ['exists not, but does', { kind: [{ exists: false }] }, false],
    ['an inherited member', { constructor: [{ exists: true }] }, false],
    ['a prefix', { kind: [{ prefix: 'order-' }] }, true],
    ['a prefix of a number', { price: [{ prefix: '5' }] }, false],
    ['a suffix', { kind: [{ suffix: '-placed' }] }, true],
    ['ignoring case', { kind: [{ 'equals-ignore-case': 'ORDER-PLACED' }] }, true],
    ['a wildcard', { kind: [{ wildcard: 'order-*d' }] }, true],
    ['anything but others', { kind: [{ 'anything-but': ['a', 'b'] }] }, true],
    ['anything but this one', { kind: [{ 'anything-but': ['order-placed'] }] }, false],
    ['anything but a number', { price: [{ 'anything-but': 50 }] }, false],
    ['anything but a prefix', { kind: [{ 'anything-but': { prefix: 'order-' } }] }, false],
    ['anything but a suffix', { kind: [{ 'anything-but': { suffix: '-sent' } }] }, true],
    ['anything but some of a list', { tags: [{ 'anything-but': ['a'] }] }, true],
    ['anything but what is not there', { missing: [{ 'anything-but': ['a'] }] }, false],
    ['an address of a net', { address: [{ cidr: '10.0.0.0/24' }] }, true],
    ['an address of another net', { address: [{ cidr: '10.0.1.0/24' }] }, false],
    ['an address of its own', { address: [{ cidr: '10.0.0.255' }] }, true],
    ['an address of the sixth version', { far: [{ cidr: '2001:db8::/32' }] }, true],
    ['what is no address', { kind: [{ cidr: '0.0.0.0/0' }] }, false],
    ['all members at once', { kind: ['order-placed'], price: [51] }, false],
    ['alternatives', { $or: [{ kind: ['a'] }, { price: [50] }] }, true],
    ['alternatives of which none is so', { $or: [{ kind: ['a'] }, { price: [51] }] }, false],
    ['alternatives and more', { $or: [{ kind: ['a'] }, { price: [50] }], digits: ['1'] }, false],
    [
      'alternatives within alternatives',
      { $or: [{ kind: ['a'] }, { $or: [{ kind: ['b'] }, { price: [50] }] }] },
      true,
    ],
    ['$or as a member, with a text', { $or: ['a member'] }, true],
    ['$or as a member, with rules', { $or: [{ prefix: 'a' }, { prefix: 'b' }] }, true],
    ['no rule at all', {}, true],
  ])('%s', (_, policy, expected) => {
    expect(byAttributes(policy)).toBe(expected);
  });

  it('is not met without attributes, unless it has no rule', () => {
    expect(byAttributes({ missing: [{ exists: false }] }, {})).toBe(false);
    expect(byAttributes({ missing: [{ exists: false }] }, { bytes: attributes.bytes })).toBe(false);
    expect(byAttributes({}, {})).toBe(true);
  });
});

const body = {
  kind: 'order-placed',
  price: 50,
  digits: '50',
  paid: true,
  note: null,
  empty: '',
  lines: [
    { sku: 'A', count: 1 },
    { sku: 'B', count: 2 },
  ],
  to: { country: 'DE', route: ['queue1', 'queue2'] },
};

const byBody = (policy: Policy, message = JSON.stringify(body)) =>
  wants(
    { attributes: { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: 'MessageBody' } },
    { body: message, messageAttributes: { kind: text('order-placed') } },
  );

describe('a policy over the body', () => {
  it.each<[string, Policy, boolean]>([
    ['a text', { kind: ['order-placed'] }, true],
    ['a number', { price: [50] }, true],
    ['a number for a text', { digits: [50] }, false],
    ['a text for a number', { price: ['50'] }, false],
    ['a boolean', { paid: [true] }, true],
    ['a text for a boolean', { paid: ['true'] }, false],
    ['null', { note: [null] }, true],
    ['exists, with null', { note: [{ exists: true }] }, false],
    ['exists, with an empty text', { empty: [{ exists: true }] }, false],
    ['exists, with an object', { to: [{ exists: true }] }, false],
    ['exists not, further in', { to: { city: [{ exists: false }] } }, true],
    ['a member further in', { to: { country: ['DE', 'AT'] } }, true],
    ['an entry of a list further in', { to: { route: ['queue2'] } }, true],
    ['a member of an object in a list', { lines: { sku: ['B'] } }, true],
    ['members of two objects in a list', { lines: { sku: ['A'], count: [2] } }, false],
    ['a dotted name', { 'to.country': ['DE'] }, false],
    [
      'alternatives further in',
      { to: { $or: [{ country: ['AT'] }, { route: ['queue1'] }] } },
      true,
    ],
    ['an attribute', { 'content-type': [{ exists: true }] }, false],
  ])('%s', (_, policy, expected) => {
    expect(byBody(policy)).toBe(expected);
  });

  it.each(['not json', '', '[]', '["order-placed"]', '"kind"', 'null', '5', '{}'])(
    'is not met by the body %j',
    (message) => {
      expect(byBody({ kind: ['order-placed'] }, message)).toBe(false);
      expect(byBody({ other: [{ exists: false }] }, message)).toBe(false);
    },
  );
});
