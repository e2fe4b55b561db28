// CloudFormation behind the edge: the stacks that run, and what they have made.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access, MadeResource, StackOutput } from '../cloud/cloud.ts';
import { AwsError, denied, type Service } from '../cloud/protocol/edge-protocol.ts';
import { formOf, queryAnswer, type XmlValue } from '../cloud/protocol/query-protocol.ts';

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const complete = 'CREATE_COMPLETE';

type Form = Readonly<Record<string, string>>;
/** What was made, and where. */
interface Made {
  readonly account: Account;
  resources(): readonly MadeResource[];
  outputs(): readonly StackOutput[];
}

type Answer = (form: Form, made: Made, startedAt: string) => XmlValue;

const idOf = (stack: string, made: Made) =>
  arnOf('cloudformation', `stack/${stack}/embedded`, made.account);

const stacksOf = (made: Made) => [...new Set(made.resources().map(({ stack }) => stack))];

/** By its name or id. */
function stackNamed(wanted: string, made: Made): string {
  const found = stacksOf(made).find((stack) => [stack, idOf(stack, made)].includes(wanted));
  if (found !== undefined) return found;
  throw new AwsError('ValidationError', `Stack with id ${wanted} does not exist`);
}

function resourcesOf(form: Form, made: Made): readonly MadeResource[] {
  const { StackName, LogicalResourceId, PhysicalResourceId } = form;
  const stack = StackName === undefined ? undefined : stackNamed(StackName, made);
  return made
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

const summary = (stack: string, made: Made, at: string) => ({
  StackId: idOf(stack, made),
  StackName: stack,
  CreationTime: at,
  StackStatus: complete,
});

const outputsOf = (stack: string, made: Made): XmlValue =>
  made
    .outputs()
    .filter((one) => one.stack === stack)
    .map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    }));

/** `StackStatusFilter.member.1` and so on. */
const statusesOf = (form: Form) =>
  Object.entries(form).flatMap(([name, value]) =>
    name.startsWith('StackStatusFilter.member.') ? [value] : [],
  );

const operations: Readonly<Record<string, Answer>> = {
  ListStacks(form, made, at) {
    const wanted = statusesOf(form);
    const isWanted = wanted.length === 0 || wanted.includes(complete);
    const found = isWanted ? stacksOf(made) : [];
    return { StackSummaries: found.map((stack) => summary(stack, made, at)) };
  },
  DescribeStacks({ StackName }, made, at) {
    const found = StackName === undefined ? stacksOf(made) : [stackNamed(StackName, made)];
    return {
      Stacks: found.map((stack) => ({
        ...summary(stack, made, at),
        DisableRollback: false,
        Outputs: outputsOf(stack, made),
      })),
    };
  },
  ListExports: (_, made) => ({
    Exports: made
      .outputs()
      .flatMap(({ stack, exportName, value }) =>
        exportName === undefined
          ? []
          : [{ ExportingStackId: idOf(stack, made), Name: exportName, Value: value }],
      ),
  }),
  ListStackResources(form, made, at) {
    if (form.StackName === undefined) {
      throw new AwsError('ValidationError', 'StackName is missing');
    }
    return { StackResourceSummaries: resourcesOf(form, made).map((one) => resource(one, at)) };
  },
  DescribeStackResources(form, made, at) {
    if (form.StackName === undefined && form.PhysicalResourceId === undefined) {
      throw new AwsError('ValidationError', 'Stack name or PhysicalResourceId must be specified');
    }
    return {
      StackResources: resourcesOf(form, made).map((one) => ({
        StackName: one.stack,
        StackId: idOf(one.stack, made),
        ...resource(one, at),
      })),
    };
  },
};

interface Needs extends Made {
  readonly access: Pick<Access, 'check'>;
}

export function cloudFormationService({ access, ...made }: Needs): Service {
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
    const reason = access.check(request.accessKeyId, `cloudformation:${Action}`, '*');
    if (reason !== undefined) throw denied('cloudformation', reason);
    return queryAnswer(Action, namespace, operation(form, made, startedAt));
  };
}
