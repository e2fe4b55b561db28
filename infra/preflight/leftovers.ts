// Stacks that hang, and names that a failed or deleted stack has left behind, which the next try would meet.
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Check, finding } from './finding.ts';
import type { Wanted } from './wanted.ts';

const cloudFormation = new CloudFormationClient();
const dynamoDb = new DynamoDBClient();
const secrets = new SecretsManagerClient();
const tagged = new ResourceGroupsTaggingAPIClient();

const stackOf = async (StackName: string): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
};

/** Those that hold something; a review that was never carried out and a creation that was rolled back do not. */
export const stacksIn = async (names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const stacks = await Promise.all(names.map(stackOf));
  return new Map(
    stacks.flatMap((stack): [string, string][] =>
      stack?.StackName === undefined ||
      ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'].includes(
        `${stack.StackStatus}`,
      )
        ? []
        : [[stack.StackName, `${stack.StackStatus}`]],
    ),
  );
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const hanging =
  (deployed: () => Promise<ReadonlyMap<string, string>>): Check =>
  async () => {
    const stuck = [...(await deployed())].filter(
      ([, status]) => !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status),
    );
    const says = stuck.map(([name, status]) => `${name} is ${status}`).join(', ');
    return [finding('Stacks can be changed', stuck.length === 0, says || 'none hangs')];
  };

const tables = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const page of paginateListTables({ client: dynamoDb }, {})) {
    names.push(...(page.TableNames ?? []));
  }
  return names;
};

/** A secret that waits for its deletion keeps its name, for a week at least. */
const secretNames = async (): Promise<string[]> => {
  const names: string[] = [];
  const pages = paginateListSecrets({ client: secrets }, { IncludePlannedDeletion: true });
  for await (const page of pages)
    names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name));
  return names;
};

const taggedNames = async (stage: string): Promise<string[]> => {
  const names: string[] = [];
  const pages = paginateGetResources(
    { client: tagged },
    {
      ResourceTypeFilters: ['logs:log-group', 'backup:backup-vault'],
      TagFilters: [{ Key: 'deployment', Values: [`tandem-${stage}`] }],
    },
  );
  for await (const page of pages) {
    for (const { ResourceARN = '' } of page.ResourceTagMappingList ?? []) {
      names.push(ResourceARN.split(/:(?:log-group|backup-vault):/)[1]?.replace(/:\*$/, '') ?? '');
    }
  }
  return names;
};

/** Only of stacks that are not there: what a stack has made is where it belongs. */
const names =
  ({ stage, named }: Wanted, deployed: () => Promise<ReadonlyMap<string, string>>): Check =>
  async () => {
    const stacks = await deployed();
    const to = named.filter(({ stack }) => !stacks.has(stack));
    const taken = new Set(
      (await Promise.all([tables(), secretNames(), taggedNames(stage)])).flat(),
    );
    const met = to.filter(({ name }) => taken.has(name));
    const says = met.map(({ type, name }) => `${type.split('::')[2]} ${name}`).join(', ');
    return [
      finding(
        'Names are free',
        met.length === 0,
        met.length === 0 ? `${to.length} are to be made` : `left over: ${says}`,
      ),
    ];
  };

export const leftoverChecks = (
  wanted: Wanted,
  deployed: () => Promise<ReadonlyMap<string, string>>,
): Readonly<Record<string, Check>> => ({
  'Stacks can be changed': hanging(deployed),
  'Names are free': names(wanted, deployed),
});
