// Calls that no SDK makes: each gets an error in its own protocol, none a 200 and none a 500.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queue, type Running, run, writeAssembly } from '../support/assembly-fixture.ts';

describe('a malformed call', () => {
  let running: Running;
  beforeAll(async () => {
    running = await run(writeAssembly({ Stack: { Resources: { Any: queue('any') } } }));
  });
  afterAll(() => running.stop());

  async function send(service: string, path: string, init: RequestInit & { target?: string } = {}) {
    const { target, ...request } = init;
    const response = await fetch(`http://localhost:${running.cloud.endpoints.aws}${path}`, {
      method: 'POST',
      ...request,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...(target && { 'x-amz-target': target }),
        ...request.headers,
      },
    });
    const text = await response.text();
    return { status: response.status, type: response.headers.get('x-amzn-errortype'), text };
  }

  const targets: [string, string][] = [
    ['sqs', 'AmazonSQS.SendMessage'],
    ['ssm', 'AmazonSSM.GetParameter'],
    ['secretsmanager', 'secretsmanager.GetSecretValue'],
    ['logs', 'Logs_20140328.DescribeLogGroups'],
    ['dynamodb', 'DynamoDB_20120810.TransactWriteItems'],
    ['dynamodb', 'DynamoDBStreams_20120810.ListStreams'],
  ];
  it.each(targets.flatMap((target) => ['null', '[]', '"x"', '1', '{'].map((b) => [...target, b])))(
    'of %s (%s) whose body is %s',
    async (service = '', target = '', body = '') => {
      const { status, text } = await send(service, '/', { target, body });
      expect({ status, text }).toEqual({
        status: 400,
        text: expect.stringContaining('SerializationException'),
      });
    },
  );

  it.each([
    ['sqs', 'AmazonSQS.SendMessage', { QueueUrl: 'any', MessageBody: 5 }],
    ['sqs', 'AmazonSQS.SendMessage', { QueueUrl: ['any'], MessageBody: 'x' }],
    ['sqs', 'AmazonSQS.SendMessage', { QueueUrl: 'any', MessageBody: 'x', MessageAttributes: 5 }],
    [
      'sqs',
      'AmazonSQS.SendMessage',
      { QueueUrl: 'any', MessageBody: 'x', MessageAttributes: { Name: { StringValue: 5 } } },
    ],
    ['sqs', 'AmazonSQS.SendMessageBatch', { QueueUrl: 'any', Entries: 'x' }],
    ['sqs', 'AmazonSQS.SendMessageBatch', { QueueUrl: 'any', Entries: [null] }],
    [
      'sqs',
      'AmazonSQS.SendMessageBatch',
      { QueueUrl: 'any', Entries: [{ Id: 'a', MessageBody: {} }] },
    ],
    ['sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl: 'any', AttributeNames: 'All' }],
    ['sqs', 'AmazonSQS.CreateQueue', { QueueName: 'x', Attributes: { DelaySeconds: 5 } }],
    ['ssm', 'AmazonSSM.GetParameter', { Name: 5 }],
    ['ssm', 'AmazonSSM.GetParameters', { Names: 'x' }],
    ['ssm', 'AmazonSSM.PutParameter', { Name: '/x', Value: 'x', Type: 'String', Description: 5 }],
    ['ssm', 'AmazonSSM.DescribeParameters', { ParameterFilters: [null] }],
    ['secretsmanager', 'secretsmanager.CreateSecret', { Name: 'x', SecretString: { a: 1 } }],
    ['secretsmanager', 'secretsmanager.ListSecrets', { Filters: { Key: 'name' } }],
    ['secretsmanager', 'secretsmanager.CreateSecret', { Name: 'x', Tags: 5 }],
    ['logs', 'Logs_20140328.FilterLogEvents', { logGroupName: 5 }],
    ['logs', 'Logs_20140328.DescribeLogGroups', { logGroupNamePattern: true }],
    ['dynamodb', 'DynamoDBStreams_20120810.ListStreams', { TableName: 5 }],
  ])('of %s (%s) with %j', async (service, target, members) => {
    const { status, text } = await send(service, '/', { target, body: JSON.stringify(members) });
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringContaining('SerializationException'),
    });
  });

  it('of SES with a list of recipients that is none', async () => {
    const body = JSON.stringify({ Destination: { ToAddresses: 'a@example.com' } });
    expect(await send('ses', '/v2/email/outbound-emails', { body })).toMatchObject({
      status: 400,
      type: 'SerializationException',
    });
  });

  it.each([
    ['sqs', 'AmazonSQS.ListQueues', { QueueNamePrefix: null, Unheard: 5 }, '/any'],
    [
      'sqs',
      'AmazonSQS.SendMessage',
      {
        QueueUrl: 'any',
        MessageBody: 'x',
        DelaySeconds: null,
        MessageAttributes: { Limit: { DataType: 'String', StringValue: '1', BinaryValue: null } },
      },
      'MD5OfMessageAttributes',
    ],
    ['ssm', 'AmazonSSM.DescribeParameters', { Filters: null, NextToken: null }, 'Parameters'],
    ['logs', 'Logs_20140328.DescribeLogGroups', { limit: null }, 'logGroups'],
  ])('is none of %s (%s) with %j', async (service, target, members, told) => {
    expect(await send(service, '/', { target, body: JSON.stringify(members) })).toMatchObject({
      status: 200,
      text: expect.stringContaining(told),
    });
  });

  it('of a transaction of which an entry does two things', async () => {
    const Key = { pk: { S: '1' } };
    const one = { Put: { TableName: 't', Item: Key }, Delete: { TableName: 't', Key } };
    const { status, text } = await send('dynamodb', '/', {
      target: 'DynamoDB_20120810.TransactWriteItems',
      body: JSON.stringify({ TransactItems: [one] }),
    });
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringContaining('can only contain one of Check, Put, Update or Delete'),
    });
  });

  it.each([
    ['secretsmanager', 'secretsmanager.constructor'],
    ['secretsmanager', 'secretsmanager.toString'],
    ['ssm', 'AmazonSSM.constructor'],
    ['logs', 'Logs_20140328.valueOf'],
    ['sqs', 'AmazonSQS.constructor'],
  ])('of an operation that objects inherit: %s %s', async (service, target) => {
    const { status, text } = await send(service, '/', { target, body: '{"SecretId":"x"}' });
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringMatching(/UnknownOperationException|InvalidAction/),
    });
  });

  it.each([
    ['sqs', 'AmazonSQS.AddPermission', {}],
    ['dynamodb', 'DynamoDB_20120810.CreateBackup', {}],
    ['ssm', 'AmazonSSM.AddTagsToResource', {}],
  ])('of an operation that is not served: %s %s', async (service, target, members) => {
    expect(await send(service, '/', { target, body: JSON.stringify(members) })).toMatchObject({
      status: 400,
      text: expect.stringMatching(/(?:Unknown|Invalid).*not part of the embedded cloud/),
    });
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'of a service that objects inherit: %s',
    async (service) => {
      expect(await send(service, '/', { target: 'x.y', body: '{}' })).toMatchObject({
        status: 501,
        text: expect.stringContaining('UnknownService'),
      });
    },
  );

  it.each(['/restapis/any/stages/dev', '/restapis/any/resources/1/methods/GET', '/restapisx'])(
    'of API Gateway at %s',
    async (path) => {
      expect(await send('apigateway', path, { method: 'GET' })).toMatchObject({
        status: 404,
        type: 'NotFoundException',
      });
    },
  );

  it('of SQS in the protocol of older SDKs is told so in it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const body = 'Action=ListQueues&Version=2012-11-05';
    expect(await send('sqs', '/', { headers, body })).toMatchObject({
      status: 400,
      text: expect.stringMatching(/<ErrorResponse>.*<Code>InvalidAction<.*query protocol of SQS/),
    });
  });

  it.each([
    ['lambda', '/2015-03-31/functions/%E0%A4%A/invocations', 'POST'],
    ['scheduler', '/schedules/%E0%A4%A', 'GET'],
  ])('of %s at %s', async (service, path, method) => {
    expect(await send(service, path, { method })).toMatchObject({
      status: 400,
      type: 'ValidationException',
    });
  });

  it.each([
    ['sts', 'GetCallerIdentity', 200, /<Account>000000000000<\/Account>/],
    ['sns', 'ListTopics', 200, /<ListTopicsResult>/],
    ['cloudformation', 'ListStacks', 200, /<StackName>Stack<\/StackName>/],
    ['sns', 'AddPermission', 400, /<Code>InvalidAction<.*not part of the embedded cloud/s],
    ['cloudformation', 'CreateStack', 400, /<ErrorResponse><Error>.*<Code>InvalidAction</],
    ['iam', 'ListUsers', 501, /<ErrorResponse><Error>.*<Code>UnknownService</],
  ])('is none that stands in the query: %s %s', async (service, action, status, text) => {
    expect(await send(service, `/?Action=${action}`, { method: 'GET' })).toMatchObject({
      status,
      text: expect.stringMatching(text),
    });
  });
});
