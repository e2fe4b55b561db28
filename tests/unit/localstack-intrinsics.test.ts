import { describe, expect, it } from 'vitest';
import { creationOrder } from '../../localstack/assembly/interpret.ts';
import { noValue, resolve, type Scope } from '../../localstack/assembly/intrinsics.ts';
import { references } from '../../localstack/assembly/references.ts';

const placeholder = (name: string) => `$\{${name}}`;

const scope: Scope = {
  path: 'Shop/Thing',
  ref: (name) => (name === 'AWS::NoValue' ? noValue : `ref-${name}`),
  getAtt: (resource, attribute) => `${resource}#${attribute}`,
  condition: (name) => name === 'Yes',
  mapping: (map, first, second) => (map === 'None' ? undefined : `${map}/${first}/${second}`),
  importValue: (name) => `import-${name}`,
  dynamic: (service, reference) => `<${service} ${reference}>`,
  zones: (region) => [`${region}a`, `${region}b`],
  finish: (text) => text.replace('https://old', 'http://new'),
};

describe('an intrinsic function', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Queue' }, 'ref-Queue'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue#Arn'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Queue.Endpoint.Address' }, 'Queue#Endpoint.Address'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 1]] }, 'a-ref-B-1'],
    [
      'Sub',
      { 'Fn::Sub': `${placeholder('A')}/${placeholder('B.Arn')}/${placeholder('!C')}` },
      `ref-A/B#Arn/${placeholder('C')}`,
    ],
    ['Sub with variables', { 'Fn::Sub': [`${placeholder('A')}!`, { A: { Ref: 'X' } }] }, 'ref-X!'],
    ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If', { 'Fn::If': ['Yes', { Ref: 'A' }, 'no'] }, 'ref-A'],
    ['If not', { 'Fn::If': ['No', { Ref: 'A' }, 'no'] }, 'no'],
    ['Equals', { 'Fn::Equals': [{ Ref: 'A' }, 'ref-A'] }, true],
    ['Equals of a truth and its text', { 'Fn::Equals': ['true', true] }, true],
    ['Equals of a number and its text', { 'Fn::Equals': [1, '1'] }, true],
    [
      'Equals of lists',
      {
        'Fn::Equals': [
          [1, true],
          ['1', 'true'],
        ],
      },
      true,
    ],
    ['Equals of other texts', { 'Fn::Equals': ['true', false] }, false],
    ['Equals of two cases', { 'Fn::Equals': ['True', true] }, false],
    ['And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    ['Or', { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
    ['Not', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'A' }, 'key'] }, 'Map/ref-A/key'],
    [
      'FindInMap with a default',
      { 'Fn::FindInMap': ['None', 'a', 'b', { DefaultValue: { Ref: 'A' } }] },
      'ref-A',
    ],
    [
      'FindInMap without need of its default',
      { 'Fn::FindInMap': ['Map', 'a', 'b', { DefaultValue: 'c' }] },
      'Map/a/b',
    ],
    ['Length', { 'Fn::Length': { 'Fn::Split': [',', 'a,b,c'] } }, 3],
    [
      'ToJsonString',
      { 'Fn::ToJsonString': { a: { Ref: 'A' }, b: [1, true] } },
      '{"a":"ref-A","b":[1,true]}',
    ],
    [
      'Sub of a name that objects inherit',
      { 'Fn::Sub': [placeholder('constructor'), {}] },
      'ref-constructor',
    ],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['GetAZs', { 'Fn::GetAZs': 'eu-central-1' }, ['eu-central-1a', 'eu-central-1b']],
    ['ImportValue', { 'Fn::ImportValue': 'name' }, 'import-name'],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, ['10.0.0.0/24', '10.0.1.0/24']],
    ['a dynamic reference', 'x {{resolve:ssm:/a/b}} y', 'x <ssm /a/b> y'],
    ['the last look at a text', { 'Fn::Join': ['', ['https://', 'old/v1']] }, 'http://new/v1'],
  ])('%s gives its value', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it('NoValue takes its property or list entry away', () => {
    const value = { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }], c: 2 };
    expect(resolve(value, scope)).toEqual({ b: [1], c: 2 });
  });

  it('the condition of a policy stays what it is', () => {
    const value = { Condition: { StringEquals: { a: 'b' } } };
    expect(resolve(value, scope)).toEqual(value);
  });

  it('FindInMap without a value or default is refused', () => {
    expect(() => resolve({ 'Fn::FindInMap': ['None', 'a', 'b'] }, scope)).toThrow('None.a.b');
    expect(() => resolve({ 'Fn::Length': 'abc' }, scope)).toThrow('Fn::Length wants a list');
  });

  it('that is not known is refused', () => {
    expect(() => resolve({ 'Fn::Transform': {} }, scope)).toThrow(
      'Shop/Thing: Fn::Transform is not interpreted',
    );
  });
});

describe('the order of creation', () => {
  it('follows references and DependsOn', () => {
    const resources = {
      A: { Type: 'T', Properties: { x: { 'Fn::Sub': `${placeholder('C.Arn')}` } } },
      B: { Type: 'T', DependsOn: 'A' },
      C: { Type: 'T', Properties: { x: { Ref: 'D' } } },
      D: { Type: 'T' },
    };
    expect(creationOrder(resources, 'Shop')).toEqual(['D', 'C', 'A', 'B']);
  });

  it('refuses a circle by name', () => {
    const resources = {
      A: { Type: 'T', DependsOn: ['B'] },
      B: { Type: 'T', Properties: { x: { 'Fn::GetAtt': ['A', 'Arn'] } } },
    };
    expect(() => creationOrder(resources, 'Shop')).toThrow('Shop: circular dependency A → B → A');
  });

  it('sees every way of naming a resource', () => {
    const value = [{ Ref: 'A' }, { 'Fn::GetAtt': 'B.Arn' }, { 'Fn::Sub': [placeholder('C'), {}] }];
    expect([...references(value)]).toEqual(['A', 'B', 'C']);
  });
});
