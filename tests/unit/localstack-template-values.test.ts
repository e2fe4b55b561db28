// Templates that CloudFormation refuses, and values that it reads otherwise than JavaScript.
import { describe, expect, it } from 'vitest';
import { noValue, resolve, type Scope } from '../../localstack/assembly/intrinsics.ts';
import { createScope } from '../../localstack/assembly/scope.ts';

const scope = {
  path: 'Shop/Thing',
  ref: (name: string) => (name === 'AWS::NoValue' ? noValue : name === 'List' ? ['a', 'b'] : name),
  condition: (name: string) => name === 'Yes',
  mapping: () => undefined,
  finish: (text: string) => text,
} as unknown as Scope;
const yes = { Condition: 'Yes' };

describe('an intrinsic function is refused', () => {
  it.each([
    [{ 'Fn::If': ['Yes', 'a'] }],
    [{ 'Fn::If': ['Yes', 'a', 'b', 'c'] }],
    [{ 'Fn::Equals': ['a'] }],
    [{ 'Fn::Equals': ['a', 'a', 'a'] }],
    [{ 'Fn::And': [yes] }],
    [{ 'Fn::And': Array.from({ length: 11 }, () => yes) }],
    [{ 'Fn::Or': [yes] }],
    [{ 'Fn::Or': [yes, 'perhaps'] }],
    [{ 'Fn::Not': [yes, yes] }],
    [{ 'Fn::Not': [1] }],
    [{ 'Fn::Select': ['', ['a']] }],
    [{ 'Fn::Select': ['0.0', ['a']] }],
    [{ 'Fn::Select': [-1, ['a']] }],
    [{ 'Fn::Select': [1, ['a', { Ref: 'AWS::NoValue' }]] }],
    [{ 'Fn::Sub': ['${' + 'A}'] }],
    [{ 'Fn::Cidr': ['10.0.0.0/24', 2] }],
    [{ 'Fn::FindInMap': ['None', 'a', 'b', {}] }],
    [{ 'Fn::Join': ['-', [['nested']]] }],
  ])('%j', (value) => {
    expect(() => resolve(value, scope)).toThrow(/^Shop\/Thing: /);
  });
});

describe('a value', () => {
  it.each<[string, unknown, unknown]>([
    ['texts of truths', { 'Fn::Or': ['false', 'false'] }, false],
    ['a text of a truth', { 'Fn::Not': ['false'] }, true],
    ['both', { 'Fn::And': ['true', { 'Fn::Equals': ['a', 'a'] }] }, true],
    ['a member that objects inherit', { constructor: 'x' }, { constructor: 'x' }],
    ['another one', { env: { toString: 'y' } }, { env: { toString: 'y' } }],
    ['a list that is joined', { 'Fn::Join': [',', { Ref: 'List' }] }, 'a,b'],
    [
      'nothing within conditions',
      ['a', { 'Fn::If': ['No', 'b', { 'Fn::If': ['Yes', { Ref: 'AWS::NoValue' }, 'c'] }] }],
      ['a'],
    ],
    ['an empty default', { 'Fn::FindInMap': ['None', 'a', 'b', { DefaultValue: '' }] }, ''],
    ['empty parts', { 'Fn::Split': ['|', 'a||b|'] }, ['a', '', 'b', '']],
    [
      'text without nothing',
      { 'Fn::ToJsonString': { a: { Ref: 'AWS::NoValue' }, b: 1 } },
      '{"b":1}',
    ],
  ])('is read as it is meant: %s', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });
});

describe('in the scope of a stack', () => {
  const template = {
    Parameters: {
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b ,c' },
      Stored: { Type: 'AWS::SSM::Parameter::Value<CommaDelimitedList>', Default: '/zones' },
    },
    Conditions: {
      IsFalse: { 'Fn::Not': ['true'] },
      IsText: 'false',
      IsNone: { Ref: 'Zones' },
    },
  };
  const inStack = createScope(
    {
      stack: { name: 'Shop', template },
      created: new Map(),
      conditions: new Map(),
      shared: { exports: new Map(), restApis: new Set() },
    } as unknown as Parameters<typeof createScope>[0],
    'Shop/Thing',
    {
      account: { region: 'eu-central-1', accountId: '000000000000' },
      endpoints: { api: 1 },
      parameters: { get: (_, version = 2) => ['x', 'x, y'][version - 1] },
      secretValue: () => '{"user":"ada"}',
    },
  );

  it('entries of lists have no spaces around them', () => {
    expect(inStack.ref('Zones')).toEqual(['a', 'b', 'c']);
    expect(inStack.ref('Stored')).toEqual(['x', 'y']);
  });

  it('a condition is a truth or its text', () => {
    expect([inStack.condition('IsFalse'), inStack.condition('IsText')]).toEqual([false, false]);
    expect(() => inStack.condition('IsNone')).toThrow('the condition IsNone wants a condition');
  });

  it('a parameter of SSM is given in the version that is named', () => {
    const get = (name: string) => inStack.dynamic('ssm', name);
    expect([get('/zones'), get('/zones:2'), get('/zones:1')]).toEqual(['x, y', 'x, y', 'x']);
    for (const name of ['/zones:3', '/zones:', '/zones:one']) {
      expect(() => get(name)).toThrow('does not exist');
    }
  });

  it('a key that a secret does not have is refused, as is another version than the current one', () => {
    const get = (key: string) => inStack.dynamic('secretsmanager', `db:SecretString:${key}`);
    expect(get('user')).toBe('ada');
    expect(get('user:AWSCURRENT')).toBe('ada');
    for (const key of ['user:AWSPREVIOUS', `user::${'1'.repeat(32)}`]) {
      expect(() => get(key)).toThrow('is not interpreted');
    }
    for (const key of ['password', 'constructor']) expect(() => get(key)).toThrow('has no key');
  });
});
