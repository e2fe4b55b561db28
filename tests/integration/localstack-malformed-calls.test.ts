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

  it.each(['constructor', 'toString', '__proto__'])(
    'of a service that objects inherit: %s',
    async (service) => {
      expect(await send(service, '/', { target: 'x.y', body: '{}' })).toMatchObject({
        status: 501,
        text: expect.stringContaining('UnknownService'),
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
    ['cloudformation', 'CreateStack', 400, /<ErrorResponse><Error>.*<Code>InvalidAction</],
    ['iam', 'ListUsers', 501, /<ErrorResponse><Error>.*<Code>UnknownService</],
  ])('is none that stands in the query: %s %s', async (service, action, status, text) => {
    expect(await send(service, `/?Action=${action}`, { method: 'GET' })).toMatchObject({
      status,
      text: expect.stringMatching(text),
    });
  });
});
