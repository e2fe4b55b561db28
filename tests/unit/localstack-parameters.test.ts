// What SSM refuses, and what it remembers of a parameter beside its value.
import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { ssm } from '../../localstack/ssm/service.ts';

type Answer = Record<string, unknown>;

function parameterStore() {
  const { api } = ssm({
    account: { region: 'eu-central-1', accountId: '000000000000' },
    access: { check: () => undefined },
    provided: {},
  });
  return async (action: string, input: object): Promise<Answer> => {
    const request = { action, body: Buffer.from(JSON.stringify(input)), accessKeyId: 'test' };
    const answer = await api.ssm?.(request as unknown as AwsRequest);
    return JSON.parse(String(answer?.body)) as Answer;
  };
}

const given = { Name: '/shop/a', Value: 'v', Type: 'String' };

describe('a parameter', () => {
  it.each<[object, string]>([
    [{ Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException'],
    [{ Tier: 'Gold' }, 'ValidationException'],
    [{ DataType: 'number' }, 'ValidationException'],
    [{ Value: 'x'.repeat(4097) }, 'ValidationException'],
    [{ Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException'],
    [{ Value: 'x'.repeat(8193), Tier: 'Intelligent-Tiering' }, 'ValidationException'],
    [{ Value: '{{ssm:/other}}' }, 'ValidationException'],
    [{ Value: 'a {{}} b' }, 'ValidationException'],
    [{ AllowedPattern: '\\d+', Value: '12a' }, 'ParameterPatternMismatchException'],
    [{ AllowedPattern: '(' }, 'InvalidAllowedPatternException'],
  ])('is refused with %j', async (input, name) => {
    const call = parameterStore();
    await expect(call('PutParameter', { ...given, ...input })).rejects.toMatchObject({ name });
    await expect(call('GetParameter', { Name: given.Name })).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  it.each([
    [{ Tier: 'Advanced', Value: 'x'.repeat(8192) }, 'Advanced'],
    [{ Tier: 'Intelligent-Tiering', Value: 'x'.repeat(4097) }, 'Advanced'],
    [{ Tier: 'Intelligent-Tiering' }, 'Standard'],
    [{ AllowedPattern: '\\d+', Value: '12' }, 'Standard'],
    [{ DataType: 'aws:ec2:image', Value: 'ami-0123456789abcdef0' }, 'Standard'],
    [{ Value: '{"a":{"b":{}}}' }, 'Standard'],
  ])('with %j is of its tier', async (input, Tier) => {
    const call = parameterStore();
    const Description = 'told again';
    expect(await call('PutParameter', { ...given, Description, ...input })).toMatchObject({ Tier });
    const { Parameters } = await call('DescribeParameters', {});
    const { DataType = 'text' } = input as { DataType?: string };
    expect(Parameters).toMatchObject([{ Tier, Description, DataType }]);
  });

  it('stays of the advanced tier', async () => {
    const call = parameterStore();
    await call('PutParameter', { ...given, Tier: 'Advanced' });
    const again = (Tier?: string) => call('PutParameter', { ...given, Overwrite: true, Tier });
    await expect(again('Standard')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await again()).toEqual({ Version: 2, Tier: 'Advanced' });
  });

  it.each<[string, string]>([
    ['/shop/a:live', 'ParameterVersionNotFound'],
    ['/shop/a:9', 'ParameterVersionNotFound'],
    ['/shop/a:1:2', 'ParameterVersionNotFound'],
    ['/shop/b:1', 'ParameterNotFound'],
    ['', 'ValidationException'],
  ])('is not found as %j', async (Name, name) => {
    const call = parameterStore();
    await call('PutParameter', given);
    await expect(call('GetParameter', { Name })).rejects.toMatchObject({ name });
    const { InvalidParameters } = await call('GetParameters', { Names: [Name] });
    expect(InvalidParameters).toEqual([Name]);
  });

  it('tells by which version it was asked for, and its history', async () => {
    const call = parameterStore();
    await call('PutParameter', given);
    await call('PutParameter', { ...given, Value: 'w', Overwrite: true });
    expect(await call('GetParameter', { Name: '/shop/a:1' })).toMatchObject({
      Parameter: { Name: '/shop/a', Selector: ':1', Value: 'v' },
    });
    const page = { Name: '/shop/a', MaxResults: 1 };
    const { Parameters, NextToken } = await call('GetParameterHistory', page);
    expect(Parameters).toMatchObject([{ Version: 1, Value: 'v' }]);
    const rest = await call('GetParameterHistory', { ...page, NextToken });
    expect(rest.Parameters).toMatchObject([{ Version: 2, Value: 'w' }]);
    expect(rest.NextToken).toBeUndefined();
  });

  it.each([0, 11])('is not deleted with %i names', async (count) => {
    const Names = Array.from({ length: count }, () => given.Name);
    await expect(parameterStore()('DeleteParameters', { Names })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('a list of parameters', () => {
  it.each(['GetParametersByPath', 'DescribeParameters'])(
    'can be deleted page by page, as it comes: %s',
    async (action) => {
      const call = parameterStore();
      for (let at = 0; at < 25; at += 1) await call('PutParameter', { ...given, Name: `/p/${at}` });
      let page: Answer = {};
      do {
        const { NextToken } = page;
        page = await call(action, { Path: '/p', MaxResults: 10, NextToken });
        const Names = (page.Parameters as { Name: string }[]).map(({ Name }) => Name);
        await call('DeleteParameters', { Names });
      } while (page.NextToken !== undefined);
      expect(await call('DescribeParameters', {})).toEqual({ Parameters: [] });
    },
  );

  async function filled() {
    const call = parameterStore();
    await call('PutParameter', given);
    await call('PutParameter', { ...given, Name: '/shop/list', Type: 'StringList' });
    await call('PutParameter', { ...given, Name: '/shop/deep/big', Tier: 'Advanced' });
    return async (action: string, input: object) =>
      ((await call(action, input)).Parameters as { Name: string }[]).map(({ Name }) => Name);
  }
  const filter = (Key: string, Values: string[], Option?: string) => ({
    ParameterFilters: [{ Key, Values, Option }],
  });

  it.each<[string, object, string[]]>([
    ['GetParametersByPath', { Path: '/shop', ...filter('Type', ['StringList']) }, ['/shop/list']],
    ['DescribeParameters', filter('Tier', ['Advanced']), ['/shop/deep/big']],
    ['DescribeParameters', filter('DataType', ['aws:ec2:image']), []],
    ['DescribeParameters', filter('Path', ['/shop'], 'OneLevel'), ['/shop/a', '/shop/list']],
    ['DescribeParameters', filter('Name', ['deep'], 'Contains'), ['/shop/deep/big']],
    ['DescribeParameters', { Filters: [{ Key: 'Name', Values: ['/shop/l'] }] }, ['/shop/list']],
    ['DescribeParameters', { Filters: [{ Key: 'Type', Values: ['StringList'] }] }, ['/shop/list']],
  ])('%s %j', async (action, input, names) => {
    expect(await (await filled())(action, input)).toEqual(names);
  });

  it.each<[string, object, string]>([
    ['GetParametersByPath', { Path: 'shop' }, 'ValidationException'],
    ['GetParametersByPath', { Path: '/shop//' }, 'ValidationException'],
    ['GetParametersByPath', { Path: '/shop', ...filter('Name', ['a']) }, 'InvalidFilterKey'],
    ['DescribeParameters', filter('Owner', ['me']), 'InvalidFilterKey'],
    ['DescribeParameters', filter('Name', ['a'], 'EndsWith'), 'InvalidFilterOption'],
    ['DescribeParameters', filter('Name', ['a'], 'constructor'), 'InvalidFilterOption'],
    ['DescribeParameters', filter('Type', ['S'], 'BeginsWith'), 'InvalidFilterOption'],
    ['DescribeParameters', filter('Path', ['/a'], 'Equals'), 'InvalidFilterOption'],
    ['DescribeParameters', filter('Path', ['a']), 'ValidationException'],
    ['DescribeParameters', filter('Name', []), 'InvalidFilterValue'],
    [
      'DescribeParameters',
      { ...filter('Name', ['a']), Filters: [{ Key: 'Name', Values: ['a'] }] },
      'ValidationException',
    ],
    ['DescribeParameters', { NextToken: '7' }, 'InvalidNextToken'],
    ['GetParameterHistory', { Name: '/none' }, 'ParameterNotFound'],
  ])('is refused: %s %j', async (action, input, name) => {
    const list = await filled();
    await expect(list(action, input)).rejects.toMatchObject({ name });
  });
});
