// AWS::Scheduler::Schedule and ScheduleGroup.
import { type Account, arnOf, serviceOf } from '../cloud/arn.ts';
import type { Access, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, optionalNumber, optionalText, ResourceError, text } from '../cloud/read.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import type { Scheduler } from './scheduler.ts';

export interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'trusts'>;
  readonly functions: Pick<FunctionService, 'wokenBySchedule'>;
  readonly scheduler: Pick<Scheduler, 'add'>;
}

const time = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));

const scheduleProperties = [
  'Name',
  'GroupName',
  'Description',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
  'StartDate',
  'EndDate',
  // A flexible window lets AWS choose within it: its start is a valid choice.
  'FlexibleTimeWindow',
  'KmsKeyArn',
  'Target.Arn',
  'Target.RoleArn',
  'Target.Input',
  'Target.RetryPolicy',
  'Target.DeadLetterConfig.Arn',
  'Target.SqsParameters.MessageGroupId',
];

const schedule = ({ account, access, functions, scheduler }: Needs): ResourceHandler => ({
  type: 'AWS::Scheduler::Schedule',
  properties: scheduleProperties,
  create(resource) {
    const { properties } = resource;
    const target = object(properties, 'Target');
    const name = physicalName(resource, 'Name');
    const group = optionalText(properties, 'GroupName') ?? 'default';
    const arn = arnOf('scheduler', `schedule/${group}/${name}`, account);
    const roleArn = optionalText(target, 'RoleArn') ?? '';
    const groupArn = arnOf('scheduler', `schedule-group/${group}`, account);
    if (!access.trusts(roleArn, 'scheduler.amazonaws.com', groupArn)) {
      throw new ResourceError(
        resource,
        `the role ${roleArn} cannot be assumed by scheduler.amazonaws.com for ${groupArn}`,
      );
    }
    if (object(target, 'SqsParameters').MessageGroupId !== undefined) {
      throw new ResourceError(resource, 'a queue with groups is not handled as a target');
    }
    const targetArn = optionalText(target, 'Arn') ?? '';
    if (serviceOf(targetArn) === 'lambda') functions.wokenBySchedule(targetArn);
    scheduler.add({
      name,
      group,
      arn,
      expression: text(resource, 'ScheduleExpression'),
      timeZone: optionalText(properties, 'ScheduleExpressionTimezone') ?? 'UTC',
      enabled: optionalText(properties, 'State') !== 'DISABLED',
      startAt: time(optionalText(properties, 'StartDate')),
      endAt: time(optionalText(properties, 'EndDate')),
      targetArn,
      roleArn,
      input: optionalText(target, 'Input'),
      maximumRetryAttempts:
        optionalNumber(object(target, 'RetryPolicy'), 'MaximumRetryAttempts') ?? 185,
      deadLetterArn: optionalText(object(target, 'DeadLetterConfig'), 'Arn'),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});

const scheduleGroup = (account: Account): ResourceHandler => ({
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: ['Name', 'Tags'],
  create(resource) {
    const name = physicalName(resource, 'Name');
    return {
      ref: name,
      attributes: { Arn: arnOf('scheduler', `schedule-group/${name}`, account), State: 'ACTIVE' },
    };
  },
});

export const scheduleResources = (needs: Needs): readonly ResourceHandler[] => [
  schedule(needs),
  scheduleGroup(needs.account),
];
