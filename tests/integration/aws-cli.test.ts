import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventSource,
  lambda,
  queue,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';
import { type AwsCli, findAwsCli, startAwsCli } from '../support/aws-cli.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'things',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
};

const resources = {
  Things: table,
  Work: queue('work'),
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
  Url: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/shop/url', Type: 'String', Value: 'http://shop' },
  },
  Keys: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'shop/keys', SecretString: 's' },
  },
  Worker: role('lambda.amazonaws.com', [{ Action: 'sqs:*', Resource: arn('Work') }]),
  Caller: role('scheduler.amazonaws.com', [{ Action: 'sqs:SendMessage', Resource: arn('Work') }]),
  Echo: lambda('echo', 'Worker', 'echo', { Environment: { Variables: { OUT: '/dev/null' } } }),
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Echo' }, FunctionVersion: '1', Name: 'live' },
  },
  Consume: eventSource('Echo', arn('Work'), { Enabled: false }),
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
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
const code = { echo: recorder("console.log('hello from echo'); return { ok: true };") };

const binary = await findAwsCli();
if (!binary) process.stderr.write('the AWS CLI cannot be had from the Python index: skipped\n');

describe.skipIf(!binary)('the AWS CLI', { timeout: 60_000 }, () => {
  let running: Running;
  let aws: AwsCli;
  beforeAll(async () => {
    running = await run(writeAssembly({ Shop: { Resources: resources } }, code));
    aws = startAwsCli(binary ?? '', `http://127.0.0.1:${running.cloud.endpoints.aws}`);
    await aws.run('lambda', 'invoke', '--function-name', 'echo', '/dev/null');
  });
  afterAll(() => {
    aws?.stop();
    return running?.stop();
  });

  const read = async (command: string) => {
    const { output, error } = await aws.run(...command.split(' '));
    return error === '' ? (JSON.parse(output) as unknown) : error;
  };

  it.each<[string, unknown]>([
    ['sts get-caller-identity', { Account: '000000000000' }],
    [
      'dynamodb describe-table --table-name things',
      { Table: { StreamSpecification: { StreamEnabled: true } } },
    ],
    ['dynamodbstreams list-streams', { Streams: [{ TableName: 'things' }] }],
    ['sns list-topics', { Topics: [{ TopicArn: expect.stringMatching(/:news$/) }] }],
    ['lambda get-function-configuration --function-name echo', { FunctionName: 'echo' }],
    ['lambda list-aliases --function-name echo', { Aliases: [{ Name: 'live' }] }],
    ['lambda list-event-source-mappings', { EventSourceMappings: [{ State: 'Disabled' }] }],
    ['ssm describe-parameters', { Parameters: [{ Name: '/shop/url', Version: 1 }] }],
    [
      'secretsmanager list-secret-version-ids --secret-id shop/keys',
      { Versions: [{ VersionStages: ['AWSCURRENT'] }] },
    ],
    [
      'secretsmanager batch-get-secret-value --secret-id-list shop/keys',
      { SecretValues: [{ SecretString: 's' }] },
    ],
    [
      'scheduler get-schedule --name hourly',
      { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' },
    ],
    ['scheduler list-schedules --name-prefix x', { Schedules: [] }],
    ['apigateway get-rest-apis', { items: [{ name: 'shop' }] }],
    [
      'cloudformation list-stacks',
      { StackSummaries: [{ StackName: 'Shop', StackStatus: 'CREATE_COMPLETE' }] },
    ],
    ['cloudformation describe-stacks --stack-name Shop', { Stacks: [{ StackName: 'Shop' }] }],
    [
      'cloudformation describe-stack-resources --stack-name Shop --logical-resource-id Things',
      { StackResources: [{ PhysicalResourceId: 'things', ResourceType: 'AWS::DynamoDB::Table' }] },
    ],
    [
      'logs describe-log-groups --log-group-name-prefix /aws/lambda',
      { logGroups: [{ logGroupName: '/aws/lambda/echo' }] },
    ],
    [
      'logs describe-log-streams --log-group-name /aws/lambda/echo',
      { logStreams: [{ logStreamName: 'embedded' }] },
    ],
    [
      'logs filter-log-events --log-group-name /aws/lambda/echo --filter-pattern hello',
      { events: [{ message: expect.stringContaining('hello from echo') }] },
    ],
    ['sqs list-queues --endpoint-url URL', { QueueUrls: [expect.stringMatching(/\/work$/)] }],
  ])('%s', async (command, expected) => {
    const url = `http://127.0.0.1:${running.cloud.endpoints.aws}`;
    expect(await read(command.replace('URL', url))).toMatchObject(expected as object);
  });

  it.each([
    ['scheduler get-schedule --name nope', 'ResourceNotFoundException'],
    ['cloudformation describe-stacks --stack-name nope', 'ValidationError'],
    ['cloudformation delete-stack --stack-name Shop', 'InvalidAction'],
    ['apigateway get-rest-api --rest-api-id nope', 'NotFoundException'],
    ['apigateway get-api-keys', 'NotFoundException'],
    ['logs filter-log-events --log-group-name nope', 'ResourceNotFoundException'],
    ['ssm put-parameter --name /shop/url --value x --type String', 'ParameterAlreadyExists'],
    ['ssm delete-parameter --name /nope', 'ParameterNotFound'],
    ['iam list-users', 'UnknownService'],
    ['elbv2 describe-load-balancers', 'UnknownService'],
    ['ec2 describe-vpcs', 'UnknownService'],
    ['cloudwatch list-metrics', 'UnknownService'],
    ['kms list-keys', 'UnknownService'],
    ['events list-rules', 'UnknownService'],
    ['ecs list-clusters', 'UnknownService'],
    ['cloudfront list-distributions', 'UnknownService'],
    [
      'ses send-email --from a@example.com --to b@example.com --subject s --text t',
      'not part of the embedded cloud',
    ],
  ])('%s is told what is wrong', async (command, expected) => {
    expect(await read(command)).toContain(expected);
  });
});
