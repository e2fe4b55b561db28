// What an account may run at once, against what a stage wants.
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  NoSuchResourceException,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { type Check, finding, unknown } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** Lambda keeps this many for functions that reserve none: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const unreserved = 100;

const lambda = new LambdaClient();
const quotas = new ServiceQuotasClient();

/** What is already reserved by functions of other stages counts; by those of this one it is what is wanted. */
const concurrency =
  (
    { reservedConcurrency: wanted, stacks }: Wanted,
    deployed: () => Promise<ReadonlySet<string>>,
  ): Check =>
  async () => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    const left = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    const what = 'Lambda: environments at once';
    const isThere = (await deployed()).size === stacks.length;
    const free = isThere ? limit : left;
    return [
      finding(
        what,
        free - wanted >= unreserved,
        free - wanted >= unreserved
          ? `${wanted} are reserved of ${limit}`
          : `${wanted} are to be reserved, ${free} of ${limit} are free and ${unreserved} stay so: raise the limit or pass -c reservedConcurrency=off`,
      ),
    ];
  };

/** An account that never changed a limit has the default one. */
const quota = async (ServiceCode: string, QuotaCode: string): Promise<ServiceQuota | undefined> => {
  try {
    return (await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota;
  } catch (error) {
    if (!(error instanceof NoSuchResourceException)) throw error;
    const given = await quotas.send(
      new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode }),
    );
    return given.Quota;
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const virtualCpus =
  ({ virtualCpus: most, virtualCpusAtFirst: first }: Wanted): Check =>
  async () => {
    const what = 'Fargate: virtual CPUs';
    const value = (await quota('fargate', 'L-3032A538'))?.Value;
    if (value === undefined) return [unknown(what, 'no quota is told')];
    const says = `${first} for the first deployment, ${most} with every service at full scale and replaced at once, ${value} allowed`;
    return [finding(what, value >= first, value >= most ? says : `${says}: ask for ${most}`)];
  };

/** How many are taken is not asked: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const addresses =
  ({ addresses: wanted }: Wanted): Check =>
  async () => {
    const what = 'VPC: public addresses';
    const value = (await quota('ec2', 'L-0263D0A3'))?.Value;
    if (value === undefined) return [unknown(what, 'no quota is told')];
    return [finding(what, value >= wanted, `${wanted} for NAT gateways, ${value} allowed in all`)];
  };

/** By its name, which is the same in every list: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const apiResources =
  ({ apiResources: wanted }: Wanted): Check =>
  async () => {
    const what = 'API Gateway: resources of an API';
    const { Quotas = [] } = await quotas.send(
      new ListServiceQuotasCommand({ ServiceCode: 'apigateway', MaxResults: 100 }),
    );
    const found = Quotas.find(({ QuotaName = '' }) => /^Resources.* per /i.test(QuotaName))?.Value;
    if (found === undefined) return [unknown(what, 'no such quota is listed')];
    return [finding(what, found >= wanted, `${wanted} of ${found}`)];
  };

export const quotaChecks = (
  wanted: Wanted,
  deployed: () => Promise<ReadonlySet<string>>,
): Readonly<Record<string, Check>> => ({
  'Lambda: environments at once': concurrency(wanted, deployed),
  'Fargate: virtual CPUs': virtualCpus(wanted),
  'VPC: public addresses': addresses(wanted),
  'API Gateway: resources of an API': apiResources(wanted),
});
