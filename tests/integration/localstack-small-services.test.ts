import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  queue,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const parameter = (Name: string, Value: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});

const resources = {
  Url: parameter('/shop/config/url', 'http://shop'),
  Mail: parameter('/shop/config/mail/from', 'shop@example.com'),
  Work: queue('work'),
  Caller: role('scheduler.amazonaws.com', [{ Action: 'sqs:SendMessage', Resource: arn('Work') }]),
  Reader: role('lambda.amazonaws.com', [
    {
      Action: 'ssm:GetParameter*',
      Resource: 'arn:aws:ssm:eu-central-1:000000000000:parameter/shop/config/*',
    },
  ]),
  Hourly: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'hourly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arn('Work'), RoleArn: arn('Caller') },
    },
  },
};

const outputs = {
  Url: { Value: { Ref: 'Url' }, Description: 'Where <the shop> is' },
  WorkArn: { Value: arn('Work'), Export: { Name: 'work-arn' } },
};

describe('the small services', () => {
  let running: Running;
  let roleArn: string;
  beforeAll(async () => {
    running = await run(writeAssembly({ Small: { Resources: resources, Outputs: outputs } }));
    const made = running.cloud.resources().find(({ logicalId }) => logicalId === 'Reader');
    roleArn = `arn:aws:iam::000000000000:role/${made?.name}`;
  });
  afterAll(() => running.stop());

  const send = (
    service: string,
    target: string,
    body: string,
    { key = 'test', method = 'POST', path = '/' } = {},
  ) =>
    fetch(`http://localhost:${running.cloud.endpoints.aws}${path}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...(target && { 'x-amz-target': target }),
      },
      ...(method === 'POST' && { body }),
    });
  const ssm = async (operation: string, input: unknown, key?: string) => {
    const response = await send('ssm', `AmazonSSM.${operation}`, JSON.stringify(input), { key });
    return (await response.json()) as Record<string, unknown>;
  };

  it('SSM gives parameters one by one, several at once, and by path', async () => {
    expect(await ssm('GetParameter', { Name: '/shop/config/url' })).toMatchObject({
      Parameter: { Name: '/shop/config/url', Value: 'http://shop', Type: 'String' },
    });
    expect(await ssm('GetParameters', { Names: ['/shop/config/url', '/none'] })).toMatchObject({
      Parameters: [{ Value: 'http://shop' }],
      InvalidParameters: ['/none'],
    });
    const path = { Path: '/shop/config' };
    expect(await ssm('GetParametersByPath', path)).toMatchObject({
      Parameters: [{ Name: '/shop/config/url' }],
    });
    expect(await ssm('GetParametersByPath', { ...path, Recursive: true })).toMatchObject({
      Parameters: [{ Name: '/shop/config/url' }, { Name: '/shop/config/mail/from' }],
    });
  });

  it('SSM takes a value and says what is not there', async () => {
    await ssm('PutParameter', { Name: '/other', Value: '1', Type: 'String' });
    expect(await ssm('GetParameter', { Name: '/other' })).toMatchObject({
      Parameter: { Value: '1' },
    });
    expect(await ssm('GetParameter', { Name: '/none' })).toMatchObject({
      __type: 'com.amazon.coral.service#ParameterNotFound',
    });
  });

  it('SSM checks the role on each parameter', async () => {
    const { accessKeyId } = running.cloud.access.credentialsFor(roleArn, 'test');
    expect(await ssm('GetParameter', { Name: '/shop/config/url' }, accessKeyId)).toHaveProperty(
      'Parameter',
    );
    const denied = await ssm('GetParameter', { Name: '/other' }, accessKeyId);
    expect(denied).toMatchObject({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      message: expect.stringContaining('parameter/other because no identity-based policy'),
    });
  });

  it('STS tells who calls', async () => {
    const { accessKeyId } = running.cloud.access.credentialsFor(roleArn, 'worker');
    const call = 'Action=GetCallerIdentity&Version=2011-06-15';
    const asRole = await (await send('sts', '', call, { key: accessKeyId })).text();
    expect(asRole).toContain(
      `<Arn>arn:aws:sts::000000000000:assumed-role/${roleArn.split('/')[1]}/worker</Arn>`,
    );
    const asAccount = await (await send('sts', '', call)).text();
    expect(asAccount).toContain('<Arn>arn:aws:iam::000000000000:root</Arn>');
  });

  it('CloudFormation tells what stacks tell of themselves', async () => {
    const call = async (form: string) => (await send('cloudformation', '', form)).text();
    const workArn = 'arn:aws:sqs:eu-central-1:000000000000:work';
    expect(await call('Action=DescribeStacks&StackName=Small')).toContain(
      `<Outputs><member><OutputKey>Url</OutputKey><OutputValue>/shop/config/url</OutputValue><Description>Where &lt;the shop&gt; is</Description></member><member><OutputKey>WorkArn</OutputKey><OutputValue>${workArn}</OutputValue><ExportName>work-arn</ExportName></member></Outputs>`,
    );
    expect(await call('Action=ListExports')).toContain(
      `<Name>work-arn</Name><Value>${workArn}</Value></member></Exports>`,
    );
  });

  it('Scheduler lists its schedules', async () => {
    const response = await send('scheduler', '', '', { method: 'GET', path: '/schedules' });
    expect(await response.json()).toEqual({
      Schedules: [
        {
          Name: 'hourly',
          GroupName: 'default',
          Arn: 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/hourly',
          State: 'ENABLED',
          Target: { Arn: 'arn:aws:sqs:eu-central-1:000000000000:work' },
        },
      ],
    });
  });

  it('a service or operation that is not part of the embedded cloud says so', async () => {
    const unknown = await send('kinesis', 'Kinesis_20131202.ListStreams', '{}');
    expect({ status: unknown.status, ...((await unknown.json()) as object) }).toMatchObject({
      status: 501,
      message: 'kinesis is not part of the embedded cloud',
    });
    expect(await ssm('LabelParameterVersion', { Name: '/other' })).toMatchObject({
      __type: 'com.amazon.coral.service#UnknownOperationException',
    });
  });

  it.each([
    [
      'query',
      'iam',
      { 'content-type': 'application/x-www-form-urlencoded' },
      /<ErrorResponse><Error>.*<Code>UnknownService</,
    ],
    [
      'query of EC2',
      'ec2',
      { 'content-type': 'application/x-www-form-urlencoded' },
      /<Response><Errors><Error>.*<Code>UnknownService</,
    ],
    ['REST-XML', 'cloudfront', {}, /<ErrorResponse><Error>.*<Code>UnknownService</],
    ['REST-JSON', 'eks', {}, /^{"message":"eks is not part/],
    ['JSON', 'kms', { 'x-amz-target': 'TrentService.ListKeys' }, /"__type":"[^"]*UnknownService"/],
    [
      'CBOR',
      'monitoring',
      { 'smithy-protocol': 'rpc-v2-cbor' },
      /__type.*UnknownService.*message/s,
    ],
  ])(
    'an unknown service says so in the protocol of the call: %s',
    async (_, service, headers, expected) => {
      const response = await fetch(`http://localhost:${running.cloud.endpoints.aws}/`, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
          ...(headers as Record<string, string>),
        },
        body: 'Action=Any',
      });
      expect(response.status).toBe(501);
      expect(await response.text()).toMatch(expected);
    },
  );

  it('SSM refuses what would lose or garble a value', async () => {
    const put = (input: object) =>
      ssm('PutParameter', { Name: '/mine', Value: '1', Type: 'String', ...input });
    const refused: [object, string][] = [
      [{ Value: '' }, 'ValidationException'],
      [{ Value: 'x'.repeat(4097) }, 'ValidationException'],
      [{ Name: 'a/b' }, 'ValidationException'],
      [{ Name: '/aws/x' }, 'ValidationException'],
      [{ Name: '/a b' }, 'ValidationException'],
      [{ Name: '/a//b' }, 'ValidationException'],
      [{ Name: '/new', Type: undefined }, 'ValidationException'],
      [{ Type: 'Number' }, 'UnsupportedParameterType'],
      [{ Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
      [{}, 'ParameterAlreadyExists'],
    ];
    expect(await put({})).toEqual({ Version: 1, Tier: 'Standard' });
    for (const [input, name] of refused) {
      expect(await put(input), JSON.stringify(input)).toMatchObject({
        __type: expect.stringContaining(name),
      });
    }
    expect(await ssm('GetParameter', { Name: '/mine' })).toMatchObject({
      Parameter: { Value: '1', Version: 1 },
    });
  });

  it('SSM counts versions, which can be read by number and ARN', async () => {
    const Name = '/versions/one';
    await ssm('PutParameter', { Name, Value: 'old', Type: 'SecureString' });
    expect(await ssm('PutParameter', { Name, Value: 'new', Overwrite: true })).toMatchObject({
      Version: 2,
    });
    const get = async (name: string, WithDecryption = true) => {
      const answer = await ssm('GetParameter', { Name: name, WithDecryption });
      return (answer.Parameter ?? answer) as Record<string, unknown>;
    };
    expect(await get(Name)).toMatchObject({ Value: 'new', Version: 2, Type: 'SecureString' });
    expect(await get(`${Name}:1`)).toMatchObject({ Value: 'old', Version: 1 });
    const arn = 'arn:aws:ssm:eu-central-1:000000000000:parameter/versions/one';
    expect(await get(arn)).toMatchObject({ Value: 'new', ARN: arn });
    expect(await get(`${arn}:1`)).toMatchObject({ Value: 'old' });
    expect(await get(`${Name}:9`)).toMatchObject({
      __type: expect.stringContaining('ParameterVersionNotFound'),
    });
    expect((await get(Name, false)).Value).not.toBe('new');
    expect(await ssm('DeleteParameter', { Name })).toEqual({});
    expect(await ssm('DeleteParameter', { Name })).toMatchObject({
      __type: expect.stringContaining('ParameterNotFound'),
    });
  });

  it('SSM describes parameters and gives them page by page', async () => {
    for (const name of ['a', 'b', 'c']) {
      await ssm('PutParameter', { Name: `/pages/${name}`, Value: name, Type: 'String' });
    }
    const path = { Path: '/pages', MaxResults: 2 };
    const first = await ssm('GetParametersByPath', path);
    expect(first.Parameters).toHaveLength(2);
    const { Parameters, NextToken } = await ssm('GetParametersByPath', {
      ...path,
      NextToken: first.NextToken,
    });
    expect({ Parameters, NextToken }).toMatchObject({
      Parameters: [{ Value: 'c' }],
      NextToken: undefined,
    });
    const ParameterFilters = [{ Key: 'Name', Option: 'BeginsWith', Values: ['/pages/'] }];
    const described = await ssm('DescribeParameters', { ParameterFilters });
    expect(described.Parameters).toHaveLength(3);
    for (const [input, name] of [
      [{ MaxResults: 51 }, 'ValidationException'],
      [{ NextToken: 'x' }, 'InvalidNextToken'],
      [{ ParameterFilters: [{ Key: 'Label', Values: ['x'] }] }, 'InvalidFilterKey'],
    ] as const) {
      expect(await ssm('DescribeParameters', input)).toMatchObject({
        __type: expect.stringContaining(name),
      });
    }
  });

  it('a request without a signature or with a broken body is refused', async () => {
    const url = `http://localhost:${running.cloud.endpoints.aws}`;
    const unsigned = await fetch(url, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(403);
    expect(await unsigned.json()).toMatchObject({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
    });
    const broken = await send('ssm', 'AmazonSSM.GetParameter', '{"Name":');
    expect(await broken.json()).toMatchObject({
      __type: 'com.amazon.coral.service#SerializationException',
    });
  });
});
