// The look at an account before a deployment: what is there, what is missing, and what cannot be asked.
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  NoSuchResourceException,
} from '@aws-sdk/client-service-quotas';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetSMSSandboxAccountStatusCommand } from '@aws-sdk/client-sns';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { wantedBy } from '../../infra/preflight/wanted.ts';
import { preflight, table } from '../../infra/tools/preflight.ts';
import {
  clients,
  config,
  metadata,
  parameters,
  readyAccount,
  withParameters,
} from './support/account.ts';
import { systemOf } from './support/assembly.ts';

const { cloudFormation, dynamoDb, iam, lambda, quotas, secrets, ses, sns, ssm, tagged } = clients;

const wanted = wantedBy('prod', Object.fromEntries(systemOf('prod').templates) as never);

beforeEach(readyAccount);

const failing = async (account?: string) =>
  (await preflight(wanted, account)).filter(({ verdict }) => verdict !== 'ok');

describe('an account that is ready', () => {
  it('is told so, thing by thing', async () => {
    const findings = await preflight(wanted, '111111111111');
    expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      'Account',
      'CDK bootstrap',
      `Parameter ${config('mail-from')}`,
      `Parameter ${config('payment-provider-url')}`,
      'Role AWSServiceRoleForECS',
      'Role AWSServiceRoleForElasticLoadBalancing',
      'Role AWSServiceRoleForApplicationAutoScaling_ECSService',
      'Services of the region',
      'Stacks can be changed',
      'Names are free',
      'Lambda: environments at once',
      'Fargate: virtual CPUs',
      'VPC: public addresses',
      'API Gateway: resources of an API',
      'SES: out of its sandbox',
      'SNS: texts out of their sandbox',
      'SES: verified sender',
    ]);
    expect(table(findings).split('\n')[0]).toMatch(/^✔ ok {11}Account +arn:of-me$/);
  });

  it('is asked only to tell', async () => {
    await preflight(wanted, undefined);
    const asked = Object.values(clients).flatMap((client) =>
      client.calls().map(({ args: [command] }) => command.constructor.name),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !/^(Get|List|Describe)/.test(name))).toEqual([]);
  });
});

describe('what stops a first deployment', () => {
  const cases: [string, () => void, string, RegExp][] = [
    [
      'no bootstrap',
      () => withParameters(new Map([...parameters].slice(0, 2))),
      'CDK bootstrap',
      /none: npx cdk bootstrap/,
    ],
    [
      'a bootstrap of long ago',
      () => withParameters(new Map([...parameters, ['/cdk-bootstrap/hnb659fds/version', '5']])),
      'CDK bootstrap',
      /version 5, 6 is wanted/,
    ],
    [
      'a parameter of the operator that is missing',
      () => withParameters(new Map([...parameters].filter(([name]) => !name.endsWith('url')))),
      `Parameter ${config('payment-provider-url')}`,
      /is missing/,
    ],
    [
      'a role that AWS has not made yet',
      () =>
        iam
          .on(GetRoleCommand, { RoleName: 'AWSServiceRoleForECS' })
          .rejects(new NoSuchEntityException(metadata)),
      'Role AWSServiceRoleForECS',
      /create-service-linked-role --aws-service-name ecs\.amazonaws\.com/,
    ],
    [
      'a table of a try before',
      () => dynamoDb.on(ListTablesCommand).resolves({ TableNames: ['tandem-prod-orders'] }),
      'Names are free',
      /left over: Table tandem-prod-orders/,
    ],
    [
      'a secret that waits for its deletion',
      () =>
        secrets
          .on(ListSecretsCommand, { IncludePlannedDeletion: true })
          .resolves({ SecretList: [{ Name: 'tandem/prod/auth/signing-keys' }] }),
      'Names are free',
      /left over: Secret tandem\/prod\/auth\/signing-keys/,
    ],
    [
      'a log group and a vault that were kept',
      () =>
        tagged.on(GetResourcesCommand).resolves({
          ResourceTagMappingList: [
            { ResourceARN: 'arn:aws:logs:r:1:log-group:/ecs/tandem-prod-orders' },
            { ResourceARN: 'arn:aws:backup:r:1:backup-vault:tandem-prod' },
          ],
        }),
      'Names are free',
      /LogGroup \/ecs\/tandem-prod-orders.*|BackupVault tandem-prod/,
    ],
    [
      'a stack that hangs',
      () =>
        cloudFormation.on(DescribeStacksCommand, { StackName: 'Tandem-prod-Auth' }).resolves({
          Stacks: [
            {
              StackName: 'Tandem-prod-Auth',
              StackStatus: 'UPDATE_ROLLBACK_FAILED',
              CreationTime: new Date(0),
            },
          ],
        }),
      'Stacks can be changed',
      /Tandem-prod-Auth is UPDATE_ROLLBACK_FAILED/,
    ],
    [
      'an account with ten environments',
      () =>
        lambda.on(GetAccountSettingsCommand).resolves({
          AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
        }),
      'Lambda: environments at once',
      /-c reservedConcurrency=off/,
    ],
    [
      'what another stage has reserved',
      () =>
        lambda.on(GetAccountSettingsCommand).resolves({
          AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 150 },
        }),
      'Lambda: environments at once',
      /150 of 1000 are free/,
    ],
    [
      'too few virtual CPUs, by the limit that was never changed',
      () => {
        quotas
          .on(GetServiceQuotaCommand, { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' })
          .rejects(new NoSuchResourceException(metadata));
        quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 2 } });
      },
      'Fargate: virtual CPUs',
      /, 2 allowed/,
    ],
    [
      'an API of more resources than one may have',
      () =>
        quotas.on(ListServiceQuotasCommand).resolves({
          Quotas: [{ QuotaName: 'Resources/Routes per REST/WebSocket API', Value: 10 }],
        }),
      'API Gateway: resources of an API',
      /of 10$/,
    ],
    [
      'a sandbox for mails',
      () =>
        ses
          .on(GetAccountCommand)
          .resolves({ ProductionAccessEnabled: false, SendingEnabled: true }),
      'SES: out of its sandbox',
      /verified addresses only/,
    ],
    [
      'a sandbox for texts',
      () => sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: true }),
      'SNS: texts out of their sandbox',
      /verified numbers only/,
    ],
    [
      'a sender that nobody has verified',
      () =>
        ses
          .on(GetEmailIdentityCommand, { EmailIdentity: 'example.com' })
          .resolves({ VerifiedForSendingStatus: false }),
      'SES: verified sender',
      /neither shop@example\.com nor example\.com/,
    ],
    [
      'a region without a service',
      () => ssm.on(GetParametersByPathCommand).resolves({ Parameters: [{ Value: 'lambda' }] }),
      'Services of the region',
      /eu-central-1 lacks apigateway, backup/,
    ],
  ];

  it.each(cases)('%s', async (_name, spoil, what, says) => {
    spoil();
    expect(await failing()).toEqual([
      { verdict: 'will fail', what, says: expect.stringMatching(says) },
    ]);
  });

  it('the credentials of another account', async () => {
    expect(await failing('222222222222')).toMatchObject([
      { what: 'Account', says: '111111111111, but the stage is for 222222222222' },
    ]);
  });
});

describe('what cannot be asked', () => {
  it('is who asks: that stops it, whatever else is told', async () => {
    clients.sts.on(GetCallerIdentityCommand).rejects(new Error('Could not load credentials'));
    expect(await failing()).toEqual([
      {
        verdict: 'will fail',
        what: 'Account',
        says: 'no credentials: Could not load credentials',
      },
    ]);
  });

  it('is told with its reason, beside all that could be', async () => {
    sns.on(GetSMSSandboxAccountStatusCommand).rejects(new Error('AccessDenied'));
    ses.on(GetAccountCommand).rejects(new Error('AccessDenied'));
    expect(await failing()).toEqual([
      { verdict: 'cannot tell', what: 'SES: out of its sandbox', says: 'Error: AccessDenied' },
      {
        verdict: 'cannot tell',
        what: 'SNS: texts out of their sandbox',
        says: 'Error: AccessDenied',
      },
    ]);
  });

  it('is the limit of an API where none is listed, and the sender where there is none', async () => {
    quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [] });
    withParameters(new Map([...parameters].slice(1)));
    expect((await failing()).map(({ verdict, what }) => [verdict, what])).toEqual([
      ['will fail', `Parameter ${config('mail-from')}`],
      ['cannot tell', 'API Gateway: resources of an API'],
      ['cannot tell', 'SES: verified sender'],
    ]);
  });
});

describe('a stage that is there already', () => {
  it('may have its names, and the concurrency it has reserved itself', async () => {
    cloudFormation.on(DescribeStacksCommand).callsFake(({ StackName }) => ({
      Stacks: [{ StackName, StackStatus: 'UPDATE_COMPLETE', CreationTime: new Date(0) }],
    }));
    dynamoDb.on(ListTablesCommand).resolves({ TableNames: ['tandem-prod-orders'] });
    lambda.on(GetAccountSettingsCommand).resolves({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 110 },
    });
    expect(await failing()).toEqual([]);
  });
});
