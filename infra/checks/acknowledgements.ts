// Findings of cdk-nag that stand, each with its reason. A row that no finding needs any more fails a test.
import { legacyPaths } from '../../events/http/legacy.ts';
import type { Auth, RouteContract } from '../../events/http/route.ts';

export interface Acknowledgement {
  readonly rule: string;
  /** Construct paths below the stack's `Tandem-<stage>-`, e.g. `Auth/Handler/Role/DefaultPolicy/Resource`. */
  readonly where: RegExp;
  readonly reason: string;
}

const managedPolicy = (name: string): string =>
  `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`;

const anyResource = 'AwsSolutions-IAM5[Resource::*]';

const roles: readonly Acknowledgement[] = [
  {
    rule: managedPolicy('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
    where: /^Platform\/ApiLogsRole\/Resource$/,
    reason: "API Gateway's own policy for its one logging role in an account and region",
  },
  {
    rule: managedPolicy('service-role/AWSCodeDeployRoleForLambdaLimited'),
    where: /^Platform\/DeploymentRole\/Resource$/,
    reason: "CodeDeploy's own policy; it shifts aliases and reads alarms, and AWS keeps it current",
  },
  {
    rule: managedPolicy('AmazonECSInfrastructureRolePolicyForLoadBalancers'),
    where: /^Platform\/TrafficRole\/Resource$/,
    reason: "ECS's own policy to move the weights of a listener rule during a canary",
  },
  {
    rule: managedPolicy('service-role/AWSBackupServiceRolePolicyForRestores'),
    where: /^Platform\/Backup\/Role\/Resource$/,
    reason: "AWS Backup's own policy; the monthly drill restores the copies of the vault with it",
  },
  {
    rule: managedPolicy('service-role/AWSBackupServiceRolePolicyForBackup'),
    where: /^Platform\/Backup\/Role\/Resource$/,
    reason: "AWS Backup's own policy; what it copies is chosen by the tag of the plan",
  },
  {
    rule: anyResource,
    // What else may be without a resource is in tests/infra/permissions.test.ts.
    where: /^(?!Relay\/Handler|Notifications\/Consume)\w+\/\w+\/Role\/DefaultPolicy\/Resource$/,
    reason: 'xray:PutTraceSegments and PutTelemetryRecords know no resource',
  },
  {
    rule: anyResource,
    where: /^Relay\/Handler\/Role\/DefaultPolicy\/Resource$/,
    reason: 'dynamodb:ListStreams and the actions of X-Ray know no resource',
  },
  {
    rule: anyResource,
    where: /^Notifications\/Consume\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'sns:Publish of a text message has no ARN to name, and every topic is denied again; the actions of X-Ray know no resource',
  },
  {
    rule: anyResource,
    where: /^Api\/Legacy\/Handler\/Role\/DefaultPolicy\/Resource$/,
    reason: 'xray:PutTraceSegments and PutTelemetryRecords know no resource',
  },
  {
    rule: anyResource,
    where: /^(Orders|Products)\/Container\/Task\/ExecutionRole\/DefaultPolicy\/Resource$/,
    reason: 'ecr:GetAuthorizationToken knows no resource',
  },
  {
    rule: anyResource,
    where: /^(Orders|Products)\/Container\/TaskRole\/DefaultPolicy\/Resource$/,
    reason:
      'The collector beside the container writes traces; the actions of X-Ray know no resource',
  },
];

const network: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-ECS4',
    where: /^Platform\/Cluster\/Resource$/,
    reason:
      'What the alarms and the scaling look at, ECS itself tells for nothing: CPU, memory, and the number of tasks by the samples of them',
  },
  {
    rule: 'AwsSolutions-ELB2',
    where: /^Platform\/Entrance\/LoadBalancer\/Resource$/,
    reason:
      'Internal: every request has a line in the access log of the API before it and in that of the service behind it',
  },
  {
    rule: 'AwsSolutions-ECS2',
    where: /^(Orders|Products)\/Container\/Task\/Resource$/,
    reason: 'Variables hold names and ARNs, never secrets; a test compares them with what is read',
  },
];

const rollout: readonly Acknowledgement[] = ['dev', 'prod'].flatMap((stage) =>
  [
    `lambda:<AWS::Region>:<AWS::AccountId>:function:tandem-${stage}-*:*`,
    `codedeploy:<AWS::Region>:<AWS::AccountId>:deploymentgroup:tandem-${stage}/*`,
  ].map((arn) => ({
    rule: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${arn}]`,
    where: /^Rollout\/Hook\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'Asks new versions of all functions of its stage, and tells CodeDeploy of them; neither is there when it is deployed (docs/decisions/0235)',
  })),
);

const secrets: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-SMG4',
    where: /^(Auth|Orders|Payments|Products|Webhooks)\/CursorSecret\/Resource$/,
    reason:
      'Authenticates paging cursors, which live for minutes and show nothing a caller may not see; replaced by hand without a refused request (docs/decisions/0064)',
  },
  {
    rule: 'AwsSolutions-SMG4',
    where: /^Notifications\/UnsubscribeSecret\/Resource$/,
    reason: 'Authenticates the links in mails that were sent, which must work for years',
  },
  {
    rule: 'AwsSolutions-SMG4',
    where: /^Payments\/ProviderSecret\/Resource$/,
    reason: 'The payment provider makes the key; the operator puts the new one in',
  },
  {
    rule: 'AwsSolutions-SMG4',
    where: /^SyntheticCustomer\/AccountSecret\/Resource$/,
    reason: 'The password of an account, which is changed where accounts change theirs',
  },
  {
    rule: 'AwsSolutions-SMG4',
    where: /^Api\/Legacy\/DirectSecret\/Resource$/,
    reason:
      'Becomes the value of an API key, which a deployment must put into the gateway at the same time',
  },
  {
    rule: 'AwsSolutions-SMG4',
    where: /^Webhooks\/ProviderWebhookSecret\/Resource$/,
    reason: 'Shared with the payment provider, who has to change it at the same time',
  },
];

const isDeadLetters = /\/DeadLetters\/Queue\/Resource$/;

const messages: readonly Acknowledgement[] = [
  {
    rule: 'Serverless-SNSRedrivePolicy',
    where: /^Platform\/Alarms\/Email$/,
    reason: 'A mail that does not arrive is no message to redrive; the alarm is still on',
  },
  {
    rule: 'AwsSolutions-SQS3',
    where: /^(Auditor|Auth|Facts|Relay|SyntheticCustomer)\/DeadLetters\/Queue\/Resource$/,
    reason: 'Is a dead-letter queue, of streams, schedules and asynchronous calls',
  },
  {
    rule: 'Serverless-SQSRedrivePolicy',
    where: isDeadLetters,
    reason: 'Is a dead-letter queue: kept for 14 days, and its first message raises an alarm',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    where: /^(Payments|Webhooks|Notifications|SalesByDay)\/Consume\w+\/Resource$/,
    reason: "The queue's own redrive policy takes what fails; SQS mappings know no destination",
  },
  {
    rule: 'Serverless-LambdaDLQ',
    where: /\/(Handler|Hashing|Hook|Authorizer)\/Function\/Resource$/,
    reason: 'Called synchronously or by a stream with a destination of its own: no event is left',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    where: /^Facts\/Transform\/Function\/Resource$/,
    reason: 'Called synchronously by Firehose, which keeps what it could not take',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    where: /\/(Consume|Deliver)\/Function\/Resource$/,
    reason: 'Reads a queue, whose dead-letter queue takes what fails',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    where: /\/(Reconcile|Rotate|RotateClient|Sweep)\/Function\/Resource$/,
    reason: 'Its alias has a failure destination, which says more than a dead-letter target',
  },
];

const archive: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-S1',
    where: /^Platform\/Site\/Files\/Bucket\/Resource$/,
    reason: 'What lies in it is for everybody, and only the distribution reads it',
  },
  {
    rule: 'AwsSolutions-S1',
    where: /^Facts\/Archive\/Bucket\/Resource$/,
    reason:
      'Who reads the archive is in the data events of CloudTrail, which belongs to the account',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<ArchiveBucket49F1AC64.Arn>/*]',
    where: /^Facts\/Archive\/Role\/DefaultPolicy\/Resource$/,
    reason: 'Firehose puts its files wherever type and day say',
  },
];

const withoutToken: Readonly<Record<Auth['kind'], string | undefined>> = {
  public: 'Open to everyone by its contract',
  optional: undefined,
  signature: 'The provider signs what it sends; the service verifies it over the raw bytes',
  client: 'The service authenticates the OAuth client by its secret (RFC 6749 section 2.3)',
  bearer: undefined,
};

const noCognito =
  'Tandem issues its own tokens (RFC 9068); the authorizer of functions/auth checks them, and the service again';

const method = (name: string): RegExp =>
  new RegExp(`^Api/Routes/${name.replaceAll(/[.{}+]/g, '\\$&')}$`);

const methods = (name: string, reason: string | undefined): Acknowledgement[] => {
  const where = method(name);
  return [
    ...(reason === undefined ? [] : [{ rule: 'AwsSolutions-APIG4', where, reason }]),
    {
      rule: 'AwsSolutions-COG4',
      where,
      reason: reason === undefined ? noCognito : 'Carries no token of a user',
    },
  ];
};

const gateway = (routes: readonly RouteContract[]): readonly Acknowledgement[] => [
  {
    rule: 'AwsSolutions-APIG2',
    where: /^Platform\/RestApi$/,
    reason: 'The services validate, see docs/decisions/0002',
  },
  ...['storefront.home', 'storefront.pages'].flatMap((id) =>
    methods(id, 'Pages for everybody; whoever is known is known by a cookie'),
  ),
  ...[...routes, ...legacyPaths].flatMap(({ id, auth }) => methods(id, withoutToken[auth.kind])),
  ...['AwsSolutions-APIG4', 'AwsSolutions-COG4'].map((rule) => ({
    rule,
    where: /^Api\/Routes\/direct /,
    reason: 'Opened by the API key of one function of ours; the service checks the token',
  })),
  ...[...new Set([...routes, ...legacyPaths].map(({ path }) => path))]
    .map((path) => path.replaceAll('/', ' '))
    .flatMap((path) =>
      methods(
        `any ${path}`,
        'Answers by itself and does nothing: 405, or what browsers ask without a token',
      ),
    ),
];

const distribution = /^Platform\/Site\/Distribution\/Resource$/;

const site: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-CFR1',
    where: distribution,
    reason: 'A shop sells to the world; which countries are refused, the firewall of the API knows',
  },
  {
    rule: 'AwsSolutions-CFR2',
    where: distribution,
    reason: 'Every page and call reaches the API, which has the firewall',
  },
  {
    rule: 'AwsSolutions-CFR3',
    where: distribution,
    reason: 'The API behind it writes an access log',
  },
  {
    rule: 'AwsSolutions-CFR4',
    where: distribution,
    reason: 'Without a name of its own it has the certificate of CloudFront, whose policy is fixed',
  },
];

export const acknowledgements = (routes: readonly RouteContract[]): readonly Acknowledgement[] => [
  ...roles,
  ...network,
  ...rollout,
  ...secrets,
  ...messages,
  ...archive,
  ...gateway(routes),
  ...site,
];
