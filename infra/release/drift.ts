// What differs on an account from what CloudFormation has put there, but for what is meant to.
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';

const cloudFormation = new CloudFormationClient();

/** By type, and by the path of the property. */
const expected: Readonly<Record<string, RegExp>> = {
  // ECS moves the weights with each canary.
  'AWS::ElasticLoadBalancingV2::ListenerRule': /^\/Actions\//,
  // Scaling starts and stops tasks.
  'AWS::ECS::Service': /^\/DesiredCount$/,
  // CodeDeploy moves the alias while it deploys.
  'AWS::Lambda::Alias': /^\/(FunctionVersion|RoutingConfig)/,
};

export const unexpected = (drifts: readonly StackResourceDrift[]): readonly string[] =>
  drifts.flatMap((drift) => {
    const { LogicalResourceId: id, ResourceType: type = '', StackResourceDriftStatus } = drift;
    if (StackResourceDriftStatus === 'DELETED') return [`${id} (${type}) is gone`];
    if (StackResourceDriftStatus !== 'MODIFIED') return [];
    return (drift.PropertyDifferences ?? [])
      .filter(({ PropertyPath = '' }) => !expected[type]?.test(PropertyPath))
      .map(
        ({ PropertyPath, DifferenceType }) => `${id} (${type}) ${PropertyPath}: ${DifferenceType}`,
      );
  });

const pauseMs = 5_000;

/** Takes minutes; throws when it cannot be found out. */
export const driftOf = async (StackName: string, pause = pauseMs): Promise<readonly string[]> => {
  const { StackDriftDetectionId } = await cloudFormation.send(
    new DetectStackDriftCommand({ StackName }),
  );
  for (;;) {
    const { DetectionStatus, DetectionStatusReason } = await cloudFormation.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
    );
    if (DetectionStatus === 'DETECTION_FAILED')
      throw new Error(`${StackName}: ${DetectionStatusReason}`);
    if (DetectionStatus !== 'DETECTION_IN_PROGRESS') break;
    await wait(pause);
  }
  const drifts: StackResourceDrift[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName,
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
        NextToken,
      }),
    );
    drifts.push(...(page.StackResourceDrifts ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return unexpected(drifts);
};
