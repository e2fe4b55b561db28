// EventBridge Scheduler behind the edge: its schedules can be listed and looked at.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsRequest,
  denied,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { pageOf } from '../cloud/protocol/paging.ts';
import type { ScheduleConfig, Scheduler } from './scheduler.ts';

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
const stateOf = ({ enabled }: ScheduleConfig) => (enabled ? 'ENABLED' : 'DISABLED');

const summary = (config: ScheduleConfig) => ({
  Name: config.name,
  GroupName: config.group,
  Arn: config.arn,
  State: stateOf(config),
  Target: { Arn: config.targetArn },
});

const description = (config: ScheduleConfig) => ({
  ...summary(config),
  ScheduleExpression: config.expression,
  ScheduleExpressionTimezone: config.timeZone,
  StartDate: seconds(config.startAt),
  EndDate: seconds(config.endAt),
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: config.targetArn,
    RoleArn: config.roleArn,
    Input: config.input,
    RetryPolicy: { MaximumRetryAttempts: config.maximumRetryAttempts },
    ...(config.deadLetterArn && { DeadLetterConfig: { Arn: config.deadLetterArn } }),
  },
});

function page<T>(all: readonly T[], { query }: AwsRequest) {
  const asked = { size: query.get('MaxResults'), token: query.get('NextToken') };
  const { items, next } = pageOf(all, asked, {
    most: 100,
    sizeError: 'ValidationException',
    tokenError: 'ValidationException',
  });
  return { items, ...(next !== undefined && { NextToken: next }) };
}

function list(configs: readonly ScheduleConfig[], request: AwsRequest) {
  const { query } = request;
  const group = query.get('ScheduleGroup');
  const state = query.get('State');
  if (state !== null && state !== 'ENABLED' && state !== 'DISABLED') {
    throw new AwsError('ValidationException', `State is ENABLED or DISABLED, not ${state}.`);
  }
  const found = configs
    .filter((config) => group === null || config.group === group)
    .filter((config) => state === null || stateOf(config) === state)
    .filter(({ name }) => name.startsWith(query.get('NamePrefix') ?? ''));
  const { items, ...next } = page(found, request);
  return { Schedules: items.map(summary), ...next };
}

function groupsOf(configs: readonly ScheduleConfig[], account: Account) {
  return [...new Set(['default', ...configs.map(({ group }) => group)])].map((Name) => ({
    Name,
    Arn: arnOf('scheduler', `schedule-group/${Name}`, account),
    State: 'ACTIVE',
  }));
}

function listGroups(configs: readonly ScheduleConfig[], account: Account, request: AwsRequest) {
  const prefix = request.query.get('NamePrefix') ?? '';
  const found = groupsOf(configs, account).filter(({ Name }) => Name.startsWith(prefix));
  const { items, ...next } = page(found, request);
  return { ScheduleGroups: items, ...next };
}

function getGroup(configs: readonly ScheduleConfig[], account: Account, name: string) {
  const found = groupsOf(configs, account).find(({ Name }) => Name === name);
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
}

function get(configs: readonly ScheduleConfig[], name: string, { query }: AwsRequest) {
  const group = query.get('groupName') ?? 'default';
  const found = configs.find((config) => config.name === name && config.group === group);
  if (found) return description(found);
  throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
}

interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'check'>;
  readonly scheduler: Pick<Scheduler, 'list'>;
}

export function schedulerService({ account, access, scheduler }: Needs): Service {
  function check({ accessKeyId }: AwsRequest, action: string, resource: string): void {
    const reason = access.check(accessKeyId, `scheduler:${action}`, resource);
    if (reason !== undefined) throw denied('scheduler', reason);
  }

  function answer(request: AwsRequest): object {
    const configs = scheduler.list().map(({ config }) => config);
    const path = request.path.replace(/\/$/, '');
    const name = /^\/schedules\/([^/]+)$/.exec(path)?.[1];
    if (request.method === 'GET' && path === '/schedules') {
      check(request, 'ListSchedules', '*');
      return list(configs, request);
    }
    if (request.method === 'GET' && path === '/schedule-groups') {
      check(request, 'ListScheduleGroups', '*');
      return listGroups(configs, account, request);
    }
    const group = /^\/schedule-groups\/([^/]+)$/.exec(path)?.[1];
    if (request.method === 'GET' && group !== undefined) {
      check(request, 'GetScheduleGroup', arnOf('scheduler', `schedule-group/${group}`, account));
      return getGroup(configs, account, decodeURIComponent(group));
    }
    if (request.method === 'GET' && name !== undefined) {
      const named = `schedule/${request.query.get('groupName') ?? 'default'}/${name}`;
      check(request, 'GetSchedule', arnOf('scheduler', named, account));
      return get(configs, decodeURIComponent(name), request);
    }
    throw new AwsError(
      'UnknownOperationException',
      `scheduler ${request.method} ${path} is not part of the embedded cloud`,
      404,
    );
  }

  return (request) => ({
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify(answer(request)),
  });
}
