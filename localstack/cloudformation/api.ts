// CloudFormation behind the edge: the stacks that run, and what they have made.
import { arnOf } from '../cloud/arn.ts';
import { AwsError, denied, type Service } from '../cloud/protocol/edge-protocol.ts';
import { formOf, queryAnswer, type XmlValue } from '../cloud/protocol/query-protocol.ts';
import type { AwsCloud, MadeResource } from '../embedded/aws-cloud.ts';

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const complete = 'CREATE_COMPLETE';

type Form = Readonly<Record<string, string>>;
type Answer = (form: Form, cloud: AwsCloud, startedAt: string) => XmlValue;

const idOf = (stack: string, cloud: AwsCloud) =>
  arnOf('cloudformation', `stack/${stack}/embedded`, cloud);

const stacksOf = (cloud: AwsCloud) => [...new Set(cloud.resources().map(({ stack }) => stack))];

/** By its name or id. */
function stackNamed(wanted: string, cloud: AwsCloud): string {
  const found = stacksOf(cloud).find((stack) => [stack, idOf(stack, cloud)].includes(wanted));
  if (found !== undefined) return found;
  throw new AwsError('ValidationError', `Stack with id ${wanted} does not exist`);
}

function resourcesOf(form: Form, cloud: AwsCloud): readonly MadeResource[] {
  const { StackName, LogicalResourceId, PhysicalResourceId } = form;
  const stack = StackName === undefined ? undefined : stackNamed(StackName, cloud);
  return cloud
    .resources()
    .filter((one) => stack === undefined || one.stack === stack)
    .filter((one) => LogicalResourceId === undefined || one.logicalId === LogicalResourceId)
    .filter((one) => PhysicalResourceId === undefined || one.name === PhysicalResourceId);
}

const resource = (one: MadeResource, at: string) => ({
  LogicalResourceId: one.logicalId,
  PhysicalResourceId: one.name,
  ResourceType: one.type,
  ResourceStatus: complete,
  ...{ LastUpdatedTimestamp: at, Timestamp: at },
});

const summary = (stack: string, cloud: AwsCloud, at: string) => ({
  StackId: idOf(stack, cloud),
  StackName: stack,
  CreationTime: at,
  StackStatus: complete,
});

/** `StackStatusFilter.member.1` and so on. */
const statusesOf = (form: Form) =>
  Object.entries(form).flatMap(([name, value]) =>
    name.startsWith('StackStatusFilter.member.') ? [value] : [],
  );

const operations: Readonly<Record<string, Answer>> = {
  ListStacks(form, cloud, at) {
    const wanted = statusesOf(form);
    const isWanted = wanted.length === 0 || wanted.includes(complete);
    const found = isWanted ? stacksOf(cloud) : [];
    return { StackSummaries: found.map((stack) => summary(stack, cloud, at)) };
  },
  DescribeStacks({ StackName }, cloud, at) {
    const found = StackName === undefined ? stacksOf(cloud) : [stackNamed(StackName, cloud)];
    return {
      Stacks: found.map((stack) => ({ ...summary(stack, cloud, at), DisableRollback: false })),
    };
  },
  ListStackResources(form, cloud, at) {
    if (form.StackName === undefined) {
      throw new AwsError('ValidationError', 'StackName is missing');
    }
    return { StackResourceSummaries: resourcesOf(form, cloud).map((one) => resource(one, at)) };
  },
  DescribeStackResources(form, cloud, at) {
    if (form.StackName === undefined && form.PhysicalResourceId === undefined) {
      throw new AwsError('ValidationError', 'Stack name or PhysicalResourceId must be specified');
    }
    return {
      StackResources: resourcesOf(form, cloud).map((one) => ({
        StackName: one.stack,
        StackId: idOf(one.stack, cloud),
        ...resource(one, at),
      })),
    };
  },
};

export function cloudFormationService(cloud: AwsCloud): Service {
  const startedAt = new Date().toISOString();
  return (request) => {
    const form = formOf(request);
    const { Action = '' } = form;
    const operation = Object.hasOwn(operations, Action) ? operations[Action] : undefined;
    if (!operation) {
      throw new AwsError(
        'InvalidAction',
        `cloudformation ${Action} is not part of the embedded cloud`,
      );
    }
    const reason = cloud.access.check(request.accessKeyId, `cloudformation:${Action}`, '*');
    if (reason !== undefined) throw denied('cloudformation', reason);
    return queryAnswer(Action, namespace, operation(form, cloud, startedAt));
  };
}
