// An account as stubs answer for it: everything is ready, and nothing of Tandem is there yet.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { GetSMSSandboxAccountStatusCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';

vi.stubEnv('AWS_REGION', 'eu-central-1');

const cloudFormation = mockClient(CloudFormationClient);
const dynamoDb = mockClient(DynamoDBClient);
const iam = mockClient(IAMClient);
const lambda = mockClient(LambdaClient);
const quotas = mockClient(ServiceQuotasClient);
const secrets = mockClient(SecretsManagerClient);
const ses = mockClient(SESv2Client);
const sns = mockClient(SNSClient);
const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const tagged = mockClient(ResourceGroupsTaggingAPIClient);
export const clients = {
  cloudFormation,
  dynamoDb,
  iam,
  lambda,
  quotas,
  secrets,
  ses,
  sns,
  ssm,
  sts,
  tagged,
};

export const metadata = { $metadata: {}, message: 'not there' };
export const config = (name: string) => `/tandem/prod/config/${name}`;

/** Of an account where everything is as it should be, and nothing of Tandem yet. */
export const parameters = new Map([
  [config('mail-from'), 'Shop <shop@example.com>'],
  [config('payment-provider-url'), 'https://provider.example.com'],
  ['/cdk-bootstrap/hnb659fds/version', '28'],
]);

export const withParameters = (given: ReadonlyMap<string, string>) =>
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.filter((name) => given.has(name)).map((Name) => ({
      Name,
      Value: given.get(Name),
    })),
  }));

export const readyAccount = (): void => {
  for (const client of Object.values(clients)) client.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111111111111', Arn: 'arn:of-me' });
  withParameters(parameters);
  const services =
    'apigateway backup codedeploy dynamodb ecs fargate firehose glue kms lambda s3 secretsmanager ses sns sqs xray';
  ssm.on(GetParametersByPathCommand).resolves({
    Parameters: services.split(' ').map((Value) => ({ Value })),
  });
  iam.on(GetRoleCommand).resolves({});
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(new Error('Stack with id Tandem-prod-Auth does not exist'));
  dynamoDb.on(ListTablesCommand).resolves({ TableNames: ['somebody-elses'] });
  secrets.on(ListSecretsCommand).resolves({ SecretList: [] });
  tagged.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });
  lambda.on(GetAccountSettingsCommand).resolves({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
  });
  quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 500 } });
  quotas.on(ListServiceQuotasCommand).resolves({
    Quotas: [{ QuotaName: 'Resources/Routes per REST/WebSocket API', Value: 300 }],
  });
  ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: true, SendingEnabled: true });
  ses
    .on(GetEmailIdentityCommand, { EmailIdentity: 'shop@example.com' })
    .rejects(new NotFoundException(metadata))
    .on(GetEmailIdentityCommand, { EmailIdentity: 'example.com' })
    .resolves({ VerifiedForSendingStatus: true });
  sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: false });
};
