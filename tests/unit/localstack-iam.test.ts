import { describe, expect, it } from 'vitest';
import { needsOf } from '../../localstack/dynamodb/requests/permissions.ts';
import { createAccess } from '../../localstack/iam/access.ts';
import { compilePolicy, evaluate, type PolicyStatement } from '../../localstack/iam/iam.ts';

const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/orders';

function verdict(
  statements: PolicyStatement[],
  action: string,
  resource = table,
  context: Record<string, string> = {},
) {
  return evaluate(compilePolicy({ Statement: statements }, 'Shop/Role'), {
    action,
    resource,
    context,
  });
}

const allow = (rest: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
});

describe('a policy', () => {
  it.each<[string, PolicyStatement, string, string]>([
    ['an action by its name', allow({ Action: 'dynamodb:GetItem' }), 'dynamodb:GetItem', 'allowed'],
    ['an action in other case', allow({ Action: 'sns:Publish' }), 'SNS:Publish', 'allowed'],
    ['an action by wildcard', allow({ Action: 'dynamodb:Get*' }), 'dynamodb:GetItem', 'allowed'],
    ['not another action', allow({ Action: 'dynamodb:Get*' }), 'dynamodb:PutItem', 'unmatched'],
    ['a table', allow({ Resource: table }), 'dynamodb:GetItem', 'allowed'],
    ['not a table with a longer name', allow({ Resource: table.slice(0, -1) }), 'a:B', 'unmatched'],
    ['one of several', allow({ Resource: ['arn:aws:s3:::x', table] }), 'a:B', 'allowed'],
    ['? for one character', allow({ Resource: `${table.slice(0, -1)}?` }), 'a:B', 'allowed'],
  ])('grants %s', (_, statement, action, expected) => {
    expect(verdict([statement], action)).toBe(expected);
  });

  it('denies explicitly, whatever else allows it', () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: '*' };
    expect(verdict([allow({}), deny], 'dynamodb:DeleteItem')).toBe('denied');
    expect(verdict([deny, allow({})], 'dynamodb:GetItem')).toBe('allowed');
  });

  it.each(['deny', 'DENY', 'allow', ''])('with the Effect %j is refused', (Effect) => {
    expect(() => verdict([{ ...allow({}), Effect: Effect as 'Deny' }], 'a:B')).toThrow(
      'the Effect of a statement is Allow or Deny',
    );
  });

  it('with NotAction or NotResource covers the rest', () => {
    const notAction = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } as const;
    expect(verdict([notAction], 'iam:PassRole')).toBe('unmatched');
    expect(verdict([notAction], 'sqs:SendMessage')).toBe('allowed');
    const notResource = { Effect: 'Allow', Action: '*', NotResource: table } as const;
    expect(verdict([notResource], 'a:B')).toBe('unmatched');
    expect(verdict([notResource], 'a:B', `${table}/index/x`)).toBe('allowed');
  });

  it.each<[string, Record<string, Record<string, unknown>>, Record<string, string>, string]>([
    ['StringEquals', { StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, 'allowed'],
    ['StringEquals of an absent key', { StringEquals: { k: 'a' } }, {}, 'unmatched'],
    ['a key in another case', { StringEquals: { 'AWS:Key': 'a' } }, { 'aws:key': 'a' }, 'allowed'],
    ['Null of a key in another case', { Null: { K: 'false' } }, { k: 'a' }, 'allowed'],
    ['NumericNotEquals', { NumericNotEquals: { k: '1' } }, { k: '1.0' }, 'unmatched'],
    [
      'StringNotEqualsIgnoreCase',
      { StringNotEqualsIgnoreCase: { k: 'A' } },
      { k: 'a' },
      'unmatched',
    ],
    ['StringEqualsIfExists', { StringEqualsIfExists: { k: 'a' } }, {}, 'allowed'],
    ['StringNotEquals', { StringNotEquals: { k: 'a' } }, { k: 'a' }, 'unmatched'],
    ['StringLike', { StringLike: { k: 'a*c' } }, { k: 'abc' }, 'allowed'],
    ['ArnLike', { ArnLike: { k: 'arn:aws:sns:*:1:x' } }, { k: 'arn:aws:sns:eu:1:x' }, 'allowed'],
    ['Bool', { Bool: { k: 'false' } }, { k: 'true' }, 'unmatched'],
    ['Null', { Null: { k: 'true' } }, {}, 'allowed'],
    ['NumericLessThan', { NumericLessThan: { k: '5' } }, { k: '4' }, 'allowed'],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { k: ['a'] } }, { k: 'a' }, 'allowed'],
    [
      'two operators',
      { Bool: { k: 'true' }, StringEquals: { j: 'x' } },
      { k: 'true' },
      'unmatched',
    ],
  ])('judges the condition %s', (_, Condition, context, expected) => {
    expect(verdict([allow({ Condition })], 'a:B', table, context)).toBe(expected);
  });

  it('with an operator or element that is not known is refused', () => {
    expect(() => verdict([allow({ Condition: { IpAddress: { k: '::1' } } })], 'a:B')).toThrow(
      'Shop/Role: condition operator IpAddress is not interpreted',
    );
    expect(() => verdict([allow({ NotPrincipal: '*' })], 'a:B')).toThrow(
      'Shop/Role: policy element NotPrincipal is not interpreted',
    );
  });
});

describe('a variable of a policy', () => {
  const account = { 'aws:PrincipalAccount': '000000000000' };
  const judged = (
    rest: Partial<PolicyStatement>,
    resource: string,
    context: Record<string, string | string[]> = account,
    Version = '2012-10-17',
  ) =>
    evaluate(compilePolicy({ Version, Statement: allow(rest) }, 'Shop/Role'), {
      action: 'a:B',
      resource,
      context,
    });
  const bucket = (key: string) => `arn:aws:s3:::files/${key}`;
  const of = (variable: string) => ({ Resource: bucket(`\${${variable}}/*`) });
  const tag = { 'aws:PrincipalTag/team': 'a*' };

  it.each<[string, Partial<PolicyStatement>, string, Record<string, string | string[]>, string]>([
    ['its value', of('aws:PrincipalAccount'), '000000000000/a', account, 'allowed'],
    ['in another case', of('AWS:principalaccount'), '000000000000/a', account, 'allowed'],
    ['not another value', of('aws:PrincipalAccount'), '000000000001/a', account, 'unmatched'],
    ['nothing without a value', of('aws:username'), 'ada/a', account, 'unmatched'],
    ['nothing with several', of('aws:TagKeys'), 'a/a', { 'aws:TagKeys': ['a', 'b'] }, 'unmatched'],
    ['its default', of("aws:PrincipalTag/team, 'all'"), 'all/a', account, 'allowed'],
    ['no default beside a value', of("aws:PrincipalTag/team, 'all'"), 'all/a', tag, 'unmatched'],
    ['a star of the value as itself', of('aws:PrincipalTag/team'), 'a*/x', tag, 'allowed'],
    ['no pattern by the value', of('aws:PrincipalTag/team'), 'abc/x', tag, 'unmatched'],
    ['a star by itself', of('*'), '*/x', account, 'allowed'],
    ['no pattern by a star', of('*'), 'abc/x', account, 'unmatched'],
    ['a sign', { Resource: bucket(`a\${$}?`) }, 'a$b', account, 'allowed'],
    [
      'what is not to be',
      { Resource: undefined, NotResource: bucket(`\${aws:PrincipalAccount}`) },
      '000000000000',
      account,
      'unmatched',
    ],
    [
      'a condition',
      { Condition: { StringEquals: { k: `\${aws:PrincipalAccount}` } } },
      'x',
      { ...account, k: '000000000000' },
      'allowed',
    ],
    [
      'a condition without a value',
      { Condition: { StringEquals: { k: `\${aws:username}` } } },
      'x',
      { k: `\${aws:username}` },
      'unmatched',
    ],
    [
      'a pattern of a condition',
      { Condition: { StringLike: { k: `\${aws:PrincipalTag/team}/?` } } },
      'x',
      { ...tag, k: 'a*/1' },
      'allowed',
    ],
  ])('means %s', (_, statement, key, context, expected) => {
    expect(judged(statement, bucket(key), context)).toBe(expected);
  });

  it('is a text in older policies', () => {
    expect(judged(of('aws:username'), bucket(`\${aws:username}/a`), {}, '2008-10-17')).toBe(
      'allowed',
    );
  });
});

describe('a role', () => {
  const roleAccess = (Condition: PolicyStatement['Condition']) => {
    const access = createAccess({ region: 'eu-central-1', accountId: '000000000000' });
    const roleArn = access.addRole('clerk', { Statement: [] }, 'Shop/Clerk');
    const Statement = allow(Condition === undefined ? {} : { Condition });
    access.addPolicy('clerk', { Version: '2012-10-17', Statement }, 'Shop/Clerk');
    return access.checkRole({ roleArn, owner: 'till' }, 'a:B', '*');
  };

  it.each([
    ['aws:PrincipalArn', 'arn:aws:iam::000000000000:role/clerk'],
    ['aws:PrincipalAccount', '000000000000'],
    ['aws:PrincipalType', 'AssumedRole'],
    ['aws:userid', 'AROAclerk:till'],
    ['aws:ResourceAccount', '000000000000'],
    ['aws:RequestedRegion', 'eu-central-1'],
  ])('is known by its %s', (key, value) => {
    expect(roleAccess({ StringEquals: { [key]: value } })).toBeUndefined();
    expect(roleAccess({ StringEquals: { [key]: 'other' } })).toContain('is not authorized');
  });
});

describe('a DynamoDB call', () => {
  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['GetItem', { TableName: 'a' }, [['GetItem', 'a', undefined]]],
    ['Query', { TableName: 'a', IndexName: 'i' }, [['Query', 'a', 'i']]],
    ['ListTables', {}, [['ListTables', '*', undefined]]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [
        ['BatchGetItem', 'a'],
        ['BatchGetItem', 'b'],
      ],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'a' } },
          { ConditionCheck: { TableName: 'b' } },
          { Update: { TableName: 'a' } },
          { Delete: { TableName: 'c' } },
        ],
      },
      [
        ['PutItem', 'a'],
        ['ConditionCheckItem', 'b'],
        ['UpdateItem', 'a'],
        ['DeleteItem', 'c'],
      ],
    ],
  ])('%s needs the permission of each item it touches', (operation, request, needs) => {
    expect(needsOf(operation, request)).toEqual(needs);
  });
});
