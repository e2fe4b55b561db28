// CloudWatch Logs: which groups, streams and events are given, in which order.
import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { logsService } from '../../localstack/cloudwatch-logs/api.ts';

const logGroupName = '/aws/lambda/echo';
const logStreamName = 'embedded';
const events = Array.from({ length: 5 }, (_, at) => ({
  id: at + 1,
  group: logGroupName,
  at: 1000 + at,
  text: `line ${at + 1}`,
}));

const service = logsService({
  account: { region: 'eu-central-1', accountId: '000000000000' },
  access: { check: () => undefined },
  functions: { list: () => ['echo', 'other'].map((name) => ({ name })) as never },
  history: { events: () => events, startedAt: 0 },
});

async function call(action: string, input: object) {
  const request = { action, body: Buffer.from(JSON.stringify(input)), accessKeyId: 'x' };
  const answer = await service(request as unknown as AwsRequest);
  return JSON.parse(String(answer.body)) as Record<string, unknown>;
}
const lines = async (action: string, input: object) => {
  const answer = await call(action, { logGroupName, ...input });
  return (answer.events as { message: string }[]).map(({ message }) => message.slice(5)).join('');
};

describe('log events', () => {
  it.each<[string, object, string]>([
    ['GetLogEvents', { logStreamName, limit: 2 }, '45'],
    ['GetLogEvents', { logStreamName, limit: 2, startFromHead: true }, '12'],
    ['GetLogEvents', { logStreamName, limit: 2, nextToken: '2' }, '34'],
    ['GetLogEvents', { logStreamName, startTime: 1002 }, '345'],
    ['FilterLogEvents', { limit: 2 }, '12'],
    ['FilterLogEvents', { logStreamNamePrefix: 'emb' }, '12345'],
    ['FilterLogEvents', { logStreamNamePrefix: 'other' }, ''],
    ['FilterLogEvents', { logStreamNames: ['other'] }, ''],
  ])('%s %j', async (action, input, expected) => {
    expect(await lines(action, input)).toBe(expected);
  });

  it('go on after the last page', async () => {
    const { nextForwardToken } = await call('GetLogEvents', {
      logGroupName,
      logStreamName,
      limit: 2,
    });
    expect(await lines('GetLogEvents', { logStreamName, nextToken: nextForwardToken })).toBe('');
  });

  it.each<[string, object, string]>([
    ['GetLogEvents', {}, 'ResourceNotFoundException'],
    ['GetLogEvents', { logStreamName: 'none' }, 'ResourceNotFoundException'],
    ['GetLogEvents', { logStreamName, nextToken: '-1' }, 'InvalidParameterException'],
    ['GetLogEvents', { logStreamName, limit: 0 }, 'InvalidParameterException'],
    ['FilterLogEvents', { nextToken: 'x' }, 'InvalidParameterException'],
    ['FilterLogEvents', { logGroupIdentifier: logGroupName }, 'InvalidParameterException'],
    [
      'FilterLogEvents',
      { logStreamNames: ['embedded'], logStreamNamePrefix: 'e' },
      'InvalidParameterException',
    ],
    ['DescribeLogGroups', { limit: 51 }, 'InvalidParameterException'],
    ['DescribeLogGroups', { nextToken: 'x' }, 'InvalidParameterException'],
    [
      'DescribeLogGroups',
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'a' },
      'InvalidParameterException',
    ],
  ])('are refused: %s %j', async (action, input, name) => {
    const request = call(action, {
      ...(action !== 'DescribeLogGroups' && { logGroupName }),
      ...input,
    });
    await expect(request).rejects.toMatchObject({ name });
  });

  it('are of groups and streams that are given by page and prefix', async () => {
    const { logGroups, nextToken } = await call('DescribeLogGroups', { limit: 1 });
    expect(logGroups).toMatchObject([{ logGroupName }]);
    const rest = await call('DescribeLogGroups', { limit: 1, nextToken });
    expect(rest).toMatchObject({ logGroups: [{ logGroupName: '/aws/lambda/other' }] });
    const streams = async (logStreamNamePrefix: string) =>
      (await call('DescribeLogStreams', { logGroupName, logStreamNamePrefix })).logStreams;
    expect(await streams('e')).toHaveLength(1);
    expect(await streams('z')).toEqual([]);
  });
});
