// Schedules from their start on, by group, and as the API lists them.
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { schedulerService } from '../../localstack/scheduler/api.ts';
import {
  createScheduler,
  type ScheduleConfig,
  type Scheduler,
} from '../../localstack/scheduler/scheduler.ts';

const account = { region: 'eu-central-1', accountId: '000000000000' };
const hour = 3_600_000;
let sent: string[] = [];
let bodies: string[] = [];
let running: Scheduler | undefined;
afterEach(() => running?.stop());

function schedules(...given: Partial<ScheduleConfig>[]): Scheduler {
  sent = [];
  bodies = [];
  const scheduler = createScheduler(
    (_role, _id, targetArn, body) => {
      sent.push(targetArn);
      bodies.push(body);
      return undefined;
    },
    () => undefined,
  );
  for (const { name = 'nightly', group = 'default', ...rest } of given) {
    scheduler.add({
      name,
      group,
      arn: `arn:aws:scheduler:eu-central-1:000000000000:schedule/${group}/${name}`,
      expression: 'cron(0 * * * ? *)',
      timeZone: 'UTC',
      enabled: true,
      startAt: undefined,
      endAt: undefined,
      targetArn: `target of ${group}/${name}`,
      roleArn: 'role',
      input: '{}',
      maximumRetryAttempts: 0,
      deadLetterArn: undefined,
      ...rest,
    });
  }
  scheduler.start();
  running = scheduler;
  return scheduler;
}

describe('a schedule', () => {
  const nextHour = Math.ceil(Date.now() / hour + 1) * hour;
  it.each<[string, Partial<ScheduleConfig>, number | undefined]>([
    ['runs at its start', { startAt: nextHour }, nextHour],
    [
      'of a rate begins with its start',
      { expression: 'rate(2 hours)', startAt: nextHour + 7 },
      nextHour + 7,
    ],
    ['runs at its end', { startAt: nextHour, endAt: nextHour }, nextHour],
    ['does not run after its end', { startAt: nextHour + 1, endAt: nextHour + 2 }, undefined],
    ['does not run when it is disabled', { enabled: false }, undefined],
  ])('%s', (_, config, expected) => {
    expect(schedules(config).list()[0]?.nextAt).toBe(expected);
  });

  it('is another one than that of the same name in another group', () => {
    const scheduler = schedules({ group: 'one' }, { group: 'two' });
    expect(scheduler.list().map(({ config }) => config.group)).toEqual(['one', 'two']);
    scheduler.runNow('nightly');
    expect(sent).toEqual(['target of one/nightly']);
    expect(() => scheduler.runNow('none')).toThrow('known: nightly, nightly');
  });
});

describe('a schedule that came due while the machine slept', () => {
  afterEach(() => vi.useRealTimers());

  it.each(['cron(* * * * ? *)', 'rate(1 minute)'])('runs once: %s', (expression) => {
    vi.useFakeTimers({ now: Date.parse('2026-03-01T00:00:30Z') });
    schedules({ expression });
    vi.setSystemTime('2026-03-01T08:00:30Z');
    vi.advanceTimersByTime(45_000);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(2);
  });
});

describe('what a schedule sends', () => {
  const sentBy = (input: string | undefined): Record<string, unknown> => {
    schedules({ input }).runNow('nightly');
    return JSON.parse(bodies[0] ?? '') as Record<string, unknown>;
  };

  it('is a notification where it has no input, as in tests/events', () => {
    expect(sentBy(undefined)).toEqual({
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'eu-central-1',
      resources: ['arn:aws:scheduler:eu-central-1:000000000000:schedule/default/nightly'],
      detail: '{}',
    });
  });

  it('is its input where it has one', () => {
    expect(sentBy('{"n":"<aws.scheduler.attempt-number>"}')).toEqual({ n: '1' });
  });
});

describe('the API of schedules', () => {
  const names = ['a1', 'a2', 'b1'];
  async function get(path: string, query: Record<string, string> = {}) {
    const scheduler = schedules(...names.map((name) => ({ name, group: name.slice(0, 1) })));
    const service = schedulerService({ account, access: { check: () => undefined }, scheduler });
    const request = { method: 'GET', path, query: new URLSearchParams(query), accessKeyId: 'x' };
    const { body } = await service(request as unknown as AwsRequest);
    return JSON.parse(String(body)) as Record<string, { Name: string }[] | string>;
  }
  const namesIn = (list: unknown) => (list as { Name: string }[]).map(({ Name }) => Name);

  it('gives schedules and groups page by page', async () => {
    const { Schedules, NextToken } = await get('/schedules', { MaxResults: '2' });
    expect(namesIn(Schedules)).toEqual(['a1', 'a2']);
    const rest = await get('/schedules', { MaxResults: '2', NextToken: String(NextToken) });
    expect([namesIn(rest.Schedules), rest.NextToken]).toEqual([['b1'], undefined]);
    const groups = await get('/schedule-groups', { NamePrefix: 'b' });
    expect(namesIn(groups.ScheduleGroups)).toEqual(['b']);
    expect(await get('/schedule-groups/a')).toMatchObject({ Name: 'a', State: 'ACTIVE' });
  });

  it.each([
    ['/schedules', { MaxResults: '0' }, 'ValidationException'],
    ['/schedules', { MaxResults: '101' }, 'ValidationException'],
    ['/schedules', { MaxResults: 'many' }, 'ValidationException'],
    ['/schedules', { NextToken: 'x' }, 'ValidationException'],
    ['/schedules', { State: 'PAUSED' }, 'ValidationException'],
    ['/schedule-groups', { MaxResults: '0' }, 'ValidationException'],
    ['/schedule-groups/none', {}, 'ResourceNotFoundException'],
    ['/schedules/a1', {}, 'ResourceNotFoundException'],
  ])('refuses %s %j', async (path, query, name) => {
    await expect(get(path, query as Record<string, string>)).rejects.toMatchObject({ name });
  });
});
