import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  eventually,
  type FixtureTemplate,
  lambda,
  queue,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const parameter = (Name: string, Value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});

describe('a start', () => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  const start = async (
    stacks: Record<string, FixtureTemplate>,
    options?: Parameters<typeof run>[1],
  ) => {
    running = await run(writeAssembly(stacks), options);
    return running.cloud;
  };

  it('stops at a type it does not know, with the path and what to do', async () => {
    const unknown = {
      Type: 'AWS::Kinesis::Stream',
      Metadata: { 'aws:cdk:path': 'Shop/Clicks/Resource' },
    };
    await expect(start({ Shop: { Resources: { Clicks: unknown } } })).rejects.toThrow(
      'AWS::Kinesis::Stream Shop/Clicks/Resource: this type is not handled by the embedded cloud: write a handler in the folder of its service',
    );
  });

  it('stops at a property it does not know, also deep inside', async () => {
    const table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE', ResourcePolicy: {} } },
    };
    await expect(start({ Shop: { Resources: { Table: table } } })).rejects.toThrow(
      'Shop/Table: the property StreamSpecification.ResourcePolicy is not handled by the embedded cloud',
    );
  });

  it.each([
    ['that Lambda sets itself', { AWS_REGION: 'x' }, 'variable AWS_REGION cannot be set'],
    ['with a name that is none', { 'a-b': 'x' }, 'variable a-b cannot be set'],
    ['of more than 4 KB', { TEXT: 'x'.repeat(4093) }, 'have 4097 bytes, and 4096 at most'],
  ])('stops at environment variables %s', async (_, Variables, problem) => {
    const Worker = role('lambda.amazonaws.com');
    const Echo = lambda('echo', 'Worker', 'echo', { Environment: { Variables } });
    await expect(start({ Shop: { Resources: { Worker, Echo } } })).rejects.toThrow(problem);
  });

  it('stops at a schedule for a queue with groups', async () => {
    const Caller = role('scheduler.amazonaws.com');
    const Hourly = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:sqs:eu-central-1:000000000000:work.fifo',
          RoleArn: { 'Fn::GetAtt': ['Caller', 'Arn'] },
          SqsParameters: { MessageGroupId: 'all' },
        },
      },
    };
    await expect(start({ Shop: { Resources: { Caller, Hourly } } })).rejects.toThrow(
      'Shop/Hourly: a queue with groups is not handled as a target',
    );
  });

  it('stops when a stack reads a parameter that nobody has made', async () => {
    const reader: FixtureTemplate = {
      Parameters: { Arn: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/arn' } },
      Resources: { Copy: parameter('/copy', { Ref: 'Arn' }) },
    };
    await expect(start({ Reader: reader })).rejects.toThrow(
      'Reader/Copy: the parameter /shop/arn does not exist',
    );
  });

  it('joins stacks by parameters, exports and what an operator provides', async () => {
    const maker: FixtureTemplate = {
      Resources: { Queue: queue('shop'), Name: parameter('/shop/queue', { Ref: 'Queue' }) },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'queue-arn' } },
      },
    };
    const reader: FixtureTemplate = {
      Parameters: {
        Url: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/queue' },
        Zone: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/zones' },
        Stage: { Type: 'String', Default: 'dev' },
      },
      Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        Text: parameter('/text', {
          'Fn::Join': ['|', [{ Ref: 'Url' }, { 'Fn::Select': [1, { Ref: 'Zone' }] }]],
        }),
        Imported: parameter('/imported', { 'Fn::ImportValue': 'queue-arn' }),
        OnlyInProduction: { ...queue('prod'), Condition: 'IsProduction' },
      },
    };
    const cloud = await start(
      { Maker: maker, Reader: reader },
      { parameters: { '/zones': 'a,b' } },
    );
    expect(cloud.parameters.get('/text')).toBe(
      `http://127.0.0.1:${cloud.endpoints.aws}/000000000000/shop|b`,
    );
    expect(cloud.parameters.get('/imported')).toBe('arn:aws:sqs:eu-central-1:000000000000:shop');
    expect(cloud.messaging.queue('prod')).toBeUndefined();
  });

  it.each([
    ['a name that is exported already', { Ref: 'Queue' }, 'Second: shop-queue is exported already'],
    ['what is not there', { Ref: 'None' }, 'Second/Outputs: Ref None names nothing in this stack'],
  ])('stops at an output of %s', async (_, Value, problem) => {
    const Export = { Name: 'shop-queue' };
    const template = (name: string, Outputs: FixtureTemplate['Outputs'] = {}): FixtureTemplate => ({
      Resources: { Queue: queue(name) },
      Outputs: { Url: { Value: { Ref: 'Queue' }, Export }, ...Outputs },
    });
    const Second = template('two', { Url: { Value, Export } });
    await expect(start({ First: template('one'), Second })).rejects.toThrow(problem);
  });

  it('finds tables, messages and secrets of the start before', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tandem-data-'));
    const template: FixtureTemplate = {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'kept',
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          },
        },
        Queue: queue('kept'),
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: 'kept', GenerateSecretString: { PasswordLength: 20 } },
        },
      },
    };
    const first = await run(writeAssembly({ Shop: template }), { dataDir });
    const secret = first.cloud.secrets.value('kept');
    await new DynamoDBClient(first.client()).send(
      new PutItemCommand({ TableName: 'kept', Item: { pk: { S: '1' } } }),
    );
    const url = (one: Running) => `http://127.0.0.1:${one.cloud.endpoints.aws}/000000000000/kept`;
    await new SQSClient(first.client()).send(
      new SendMessageCommand({ QueueUrl: url(first), MessageBody: 'hello' }),
    );
    await first.stop();

    running = await run(writeAssembly({ Shop: template }), { dataDir });
    const { Item } = await new DynamoDBClient(running.client()).send(
      new GetItemCommand({ TableName: 'kept', Key: { pk: { S: '1' } } }),
    );
    const { Messages } = await new SQSClient(running.client()).send(
      new ReceiveMessageCommand({ QueueUrl: url(running) }),
    );
    expect(secret).toHaveLength(20);
    expect({
      Item,
      body: Messages?.[0]?.Body,
      secret: running.cloud.secrets.value('kept'),
    }).toEqual({ Item: { pk: { S: '1' } }, body: 'hello', secret });
  });

  it('leaves no process behind when the runner is killed', async () => {
    const assembly = writeAssembly({ Shop: { Resources: { Queue: queue('shop') } } });
    const script = `
      const { runAssembly } = await import(${JSON.stringify(new URL('../../localstack/embedded/embedded.ts', import.meta.url).href)});
      const { cloud } = await runAssembly({ assembly: ${JSON.stringify(assembly)}, ports: { api: 0, aws: 0 }, log: { line() {} } });
      console.log(JSON.stringify(cloud.processes().map(({ pid }) => pid)));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids = await new Promise<number[]>((resolve) => {
      child.stdout.once('data', (chunk) => resolve(JSON.parse(String(chunk)) as number[]));
    });
    expect(pids).toHaveLength(1);
    child.kill('SIGKILL');
    const alive = () =>
      pids.filter((pid) => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      });
    expect(await eventually(alive, (left) => left.length === 0)).toEqual([]);
  });
});
