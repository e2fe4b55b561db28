// What CloudFormation says that a deployment would do, and what of it loses something.
import {
  type Change,
  ChangeSetNotFoundException,
  CloudFormationClient,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
} from '@aws-sdk/client-cloudformation';

const cloudFormation = new CloudFormationClient();

export const changeSetName = 'review';

/** Undefined where there is none: nothing changes. */
export const changesOf = async (StackName: string): Promise<readonly Change[] | undefined> => {
  const changes: Change[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page = await cloudFormation.send(
        new DescribeChangeSetCommand({ StackName, ChangeSetName: changeSetName, NextToken }),
      );
      changes.push(...(page.Changes ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return changes;
  } catch (error) {
    if (error instanceof ChangeSetNotFoundException) return undefined;
    throw error;
  }
};

export const discard = async (StackName: string): Promise<void> => {
  await cloudFormation.send(
    new DeleteChangeSetCommand({ StackName, ChangeSetName: changeSetName }),
  );
};

/** Whatever they hold is gone with them. */
const holdsData = new Set([
  'AWS::Backup::BackupVault',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
]);

/** Their weights are moved by ECS; any change sets them back: https://github.com/aws/aws-cdk/issues/36649 */
const holdsTraffic = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** A secret that is to be made in another way is made anew, in place: whatever was put in is gone. */
const makesValue = 'GenerateSecretString';

/** `Conditional` may turn out to be a replacement, which is found out when it is too late. */
const loses = ({ ResourceChange: change }: Change): boolean => {
  if (change === undefined || change.Action === 'Add' || change.Action === 'Import') return false;
  if (change.ResourceType === holdsTraffic) return true;
  if (change.Details?.some(({ Target }) => Target?.Name === makesValue)) return true;
  return (
    holdsData.has(change.ResourceType ?? '') &&
    (change.Action === 'Remove' || (change.Replacement ?? 'False') !== 'False')
  );
};

/** `<stack>/<logical id>` of what would be lost and is not named. */
export const lossesOf = (
  stack: string,
  changes: readonly Change[],
  allowed: ReadonlySet<string>,
): readonly string[] =>
  changes
    .filter(loses)
    .map(({ ResourceChange }) => `${stack}/${ResourceChange?.LogicalResourceId}`)
    .filter((name) => !allowed.has(name));

const cells = ({ ResourceChange: change }: Change): readonly string[] => {
  const properties = (change?.Details ?? []).map(({ Target }) => Target?.Name ?? Target?.Attribute);
  return [
    change?.Action ?? '',
    change?.LogicalResourceId ?? '',
    change?.ResourceType ?? '',
    change?.Action === 'Modify' ? `replaced: ${change.Replacement}` : (change?.PolicyAction ?? ''),
    [...new Set(properties)].filter(Boolean).join(', '),
  ];
};

/** As Markdown, for who is asked for approval. */
export const changeTable = (stack: string, changes: readonly Change[]): string =>
  [
    `### ${stack}`,
    '',
    '| Does | Resource | Type | | Properties |',
    '|---|---|---|---|---|',
    ...changes.map((change) => `| ${cells(change).join(' | ')} |`),
    '',
  ].join('\n');
