// What has to be in an account before the first stack: the bootstrap, roles of the services, the operator's parameters, services of the region.
import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Check, type Finding, finding } from './finding.ts';
import type { Wanted } from './wanted.ts';

const iam = new IAMClient();
const ssm = new SSMClient();
const sts = new STSClient();

/** https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version';

const valuesOf = async (Names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [...Names] }));
  return new Map(Parameters.map(({ Name = '', Value = '' }) => [Name, Value]));
};

export const mailFrom = async (stage: string): Promise<string | undefined> =>
  (await valuesOf([`/tandem/${stage}/config/mail-from`])).values().next().value;

/** Who cannot be asked who they are can deploy nothing. */
const identity =
  (account: string | undefined): Check =>
  async () => {
    try {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
      const isIt = account === undefined || account === Account;
      const says = isIt ? `${Arn}` : `${Account}, but the stage is for ${account}`;
      return [finding('Account', isIt, says)];
    } catch (error) {
      return [finding('Account', false, `no credentials: ${(error as Error).message}`)];
    }
  };

const bootstrap =
  (version: number): Check =>
  async () => {
    const found = (await valuesOf([bootstrapParameter])).get(bootstrapParameter);
    const says =
      found === undefined ? 'none: npx cdk bootstrap' : `version ${found}, ${version} is wanted`;
    return [finding('CDK bootstrap', Number(found) >= version, says)];
  };

const parameters =
  ({ parameters: wanted }: Wanted): Check =>
  async () => {
    const found = await valuesOf(wanted);
    return wanted.map((name) =>
      finding(
        `Parameter ${name}`,
        found.has(name),
        found.has(name) ? 'is there' : 'is missing: aws ssm put-parameter',
      ),
    );
  };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
const linkedRoles: Readonly<Record<string, string>> = {
  AWSServiceRoleForECS: 'ecs.amazonaws.com',
  AWSServiceRoleForElasticLoadBalancing: 'elasticloadbalancing.amazonaws.com',
  AWSServiceRoleForApplicationAutoScaling_ECSService: 'ecs.application-autoscaling.amazonaws.com',
};

const linkedRole = async (RoleName: string, service: string): Promise<Finding> => {
  const what = `Role ${RoleName}`;
  try {
    await iam.send(new GetRoleCommand({ RoleName }));
    return finding(what, true, 'is there');
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
    return finding(
      what,
      false,
      `is missing, and the first service fails once: aws iam create-service-linked-role --aws-service-name ${service}`,
    );
  }
};

const roles: Check = () =>
  Promise.all(Object.entries(linkedRoles).map(([name, service]) => linkedRole(name, service)));

/** By the names of AWS's own list: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-global-infrastructure.html */
const services = [
  'apigateway',
  'backup',
  'codedeploy',
  'dynamodb',
  'ecs',
  'fargate',
  'firehose',
  'glue',
  'kms',
  'lambda',
  's3',
  'secretsmanager',
  'ses',
  'sns',
  'sqs',
  'xray',
];

const offered = async (region: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({
        Path: `/aws/service/global-infrastructure/regions/${region}/services`,
        NextToken,
      }),
    );
    for (const { Value = '' } of page.Parameters ?? []) found.add(Value);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};

const region: Check = async () => {
  const name = await ssm.config.region();
  const found = await offered(name);
  const missing = services.filter((service) => !found.has(service));
  const says =
    missing.length === 0
      ? `${name} has all ${services.length}`
      : `${name} lacks ${missing.join(', ')}`;
  return [finding('Services of the region', missing.length === 0, says)];
};

export interface AccountOptions {
  /** The one that the stage is for. */
  readonly account: string | undefined;
  readonly bootstrapVersion: number;
}

export const accountChecks = (
  wanted: Wanted,
  { account, bootstrapVersion }: AccountOptions,
): Readonly<Record<string, Check>> => ({
  Account: identity(account),
  'CDK bootstrap': bootstrap(bootstrapVersion),
  Parameters: parameters(wanted),
  'Service-linked roles': roles,
  'Services of the region': region,
});
