import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventually,
  lambda,
  outputFile,
  queue,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const scheduled = outputFile();

const schedule = (Name: string, Target: Record<string, unknown>) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name,
    ScheduleExpression: 'cron(0 3 * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target,
  },
});

const resources = {
  Work: queue('work'),
  Caller: role('scheduler.amazonaws.com', [
    { Action: 'sqs:SendMessage', Resource: arn('Work') },
    { Action: 'lambda:InvokeFunction', Resource: arn('Nightly') },
  ]),
  Powerless: role('scheduler.amazonaws.com'),
  Worker: role('lambda.amazonaws.com', [
    {
      Action: ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
        (action) => `secretsmanager:${action}`,
      ),
      Resource: { Ref: 'Keys' },
    },
  ]),
  Mailer: role('lambda.amazonaws.com', [
    {
      Action: 'ses:SendEmail',
      Resource: 'arn:aws:ses:eu-central-1:000000000000:identity/example.com',
    },
    { Action: 'sns:Publish', Resource: '*' },
  ]),
  Nightly: lambda('nightly', 'Worker', 'nightly', {
    Environment: { Variables: { OUT: scheduled.path } },
  }),
  ToQueue: schedule('to-queue', {
    Arn: arn('Work'),
    RoleArn: arn('Caller'),
    Input: '{"id":"<aws.scheduler.execution-id>","time":"<aws.scheduler.scheduled-time>"}',
  }),
  ToFunction: schedule('to-function', { Arn: arn('Nightly'), RoleArn: arn('Caller') }),
  Forbidden: schedule('forbidden', {
    Arn: arn('Work'),
    RoleArn: arn('Powerless'),
    RetryPolicy: { MaximumRetryAttempts: 0 },
  }),
  Keys: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: 'signing-keys',
      GenerateSecretString: { GenerateStringKey: 'placeholder', SecretStringTemplate: '{}' },
    },
  },
  Rotate: lambda('rotate', 'Worker', 'rotate', { Timeout: 10 }),
  RotatePermission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'Rotate' },
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    },
  },
  Rotation: {
    Type: 'AWS::SecretsManager::RotationSchedule',
    DependsOn: ['RotatePermission'],
    Properties: {
      SecretId: { Ref: 'Keys' },
      RotationLambdaARN: arn('Rotate'),
      RotationRules: { AutomaticallyAfterDays: 30 },
    },
  },
};

// A rotation function without the SDK: plain calls, of which only the key's name matters.
const rotate = `
const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID } = process.env;
const call = async (operation, input) => {
  const response = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': 'secretsmanager.' + operation,
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION
        + '/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
};
const steps = {
  createSecret: (SecretId, ClientRequestToken) =>
    call('PutSecretValue', {
      SecretId,
      ClientRequestToken,
      SecretString: 'keys of ' + ClientRequestToken,
      VersionStages: ['AWSPENDING'],
    }),
  async finishSecret(SecretId, MoveToVersionId) {
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId });
    const [RemoveFromVersionId] = Object.entries(VersionIdsToStages)
      .find(([, stages]) => stages.includes('AWSCURRENT'));
    const VersionStage = 'AWSCURRENT';
    await call('UpdateSecretVersionStage', { SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId });
  },
};
export const handler = ({ Step, SecretId, ClientRequestToken }) =>
  steps[Step]?.(SecretId, ClientRequestToken);`;

describe('operations', () => {
  let running: Running;
  beforeAll(async () => {
    const code = { rotate, nightly: recorder() };
    running = await run(writeAssembly({ Operations: { Resources: resources } }, code));
  });
  afterAll(() => running.stop());

  it('a secret that was never rotated is rotated before the system is ready', async () => {
    const client = new SecretsManagerClient(running.client());
    const { SecretString, VersionId } = await client.send(
      new GetSecretValueCommand({ SecretId: 'signing-keys' }),
    );
    expect(SecretString).toBe(`keys of ${VersionId}`);
  });

  it('a rotation by hand makes a new current version and keeps the one before', async () => {
    const client = new SecretsManagerClient(running.client());
    const before = await client.send(new GetSecretValueCommand({ SecretId: 'signing-keys' }));
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: 'signing-keys' }));
    expect(VersionId).not.toBe(before.VersionId);
    const { VersionIdsToStages, RotationEnabled } = await client.send(
      new DescribeSecretCommand({ SecretId: 'signing-keys' }),
    );
    expect(RotationEnabled).toBe(true);
    expect(VersionIdsToStages).toEqual({
      [String(VersionId)]: ['AWSPENDING', 'AWSCURRENT'],
      [String(before.VersionId)]: ['AWSPREVIOUS'],
    });
    const previous = await client.send(
      new GetSecretValueCommand({ SecretId: 'signing-keys', VersionStage: 'AWSPREVIOUS' }),
    );
    expect(previous.SecretString).toBe(before.SecretString);
  });

  it('a schedule sends its input with the time and the id of the run', async () => {
    const id = running.cloud.scheduler.runNow('to-queue');
    const sqs = new SQSClient(running.client());
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/work`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toEqual({
      id,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('a schedule calls its function', async () => {
    running.cloud.scheduler.runNow('to-function');
    expect(await eventually(scheduled.events, (all) => all.length > 0)).toMatchObject([
      { source: 'aws.scheduler', 'detail-type': 'Scheduled Event' },
    ]);
  });

  it('a schedule whose role may not reach the target says so', () => {
    running.cloud.scheduler.runNow('forbidden');
    expect(running.lines.join('\n')).toMatch(
      /\[iam\] AccessDenied: .*sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:000000000000:work/,
    );
  });

  it('a schedule knows when it runs next', () => {
    const [{ nextAt } = { nextAt: undefined }] = running.cloud.scheduler.list();
    expect(new Date(nextAt ?? 0).toISOString()).toMatch(/T03:00:00\.000Z$/);
  });

  it('mail and text messages land in the mailbox, newest first', async () => {
    const mailer = running.cloud.resources().find(({ logicalId }) => logicalId === 'Mailer');
    const settings = running.client(`arn:aws:iam::000000000000:role/${mailer?.name}`);
    const send = (FromEmailAddress: string) =>
      new SESv2Client(settings).send(
        new SendEmailCommand({
          FromEmailAddress,
          Destination: { ToAddresses: ['ada@example.org'] },
          Content: {
            Simple: {
              Subject: { Data: 'Confirmed' },
              Body: { Text: { Data: 'Thank you' }, Html: { Data: '<p>Thank you</p>' } },
            },
          },
        }),
      );
    const { MessageId } = await send('Shop <shop@example.com>');
    await expect(send('shop@example.net')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await new SNSClient(settings).send(
      new PublishCommand({ PhoneNumber: '+491711234567', Message: 'On its way' }),
    );
    expect(running.cloud.mailbox.list()).toEqual([
      {
        id: expect.any(String),
        channel: 'sms',
        to: ['+491711234567'],
        subject: '',
        text: 'On its way',
        html: '',
        sentAt: expect.any(String),
      },
      {
        id: MessageId,
        channel: 'email',
        to: ['ada@example.org'],
        subject: 'Confirmed',
        text: 'Thank you',
        html: '<p>Thank you</p>',
        sentAt: expect.any(String),
        tags: {},
      },
    ]);
  });
});
