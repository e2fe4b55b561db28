// Alarms, objectives and dashboards.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, numberAt, type Resource, textAt } from './support/system.ts';

const alarm = 'AWS::CloudWatch::Alarm';
const composite = 'AWS::CloudWatch::CompositeAlarm';

const runbookOf = ({ properties }: Resource): string =>
  /Runbook: (docs\/runbooks\/[\w-]+\.md)$/.exec(String(at(properties, 'AlarmDescription')))?.[1] ??
  '';

/** Parts of a burn rate; their composite tells. */
const isFeed = ({ properties }: Resource): boolean =>
  String(at(properties, 'AlarmDescription')).startsWith('Feeds ');

const tells = ({ properties }: Resource): boolean =>
  ['AlarmActions', 'OKActions'].every((list) =>
    textAt(properties, list).includes('platformalarmstopicarn'),
  );

describeRules('alarms', [
  {
    fact: 'every alarm names its runbook, which exists',
    type: alarm,
    holds: (resource) => existsSync(runbookOf(resource)),
    broken: ['AlarmDescription', 'Something is wrong'],
  },
  {
    fact: 'every alarm tells the topic when it begins and when it is over',
    type: alarm,
    where: (resource) => !isFeed(resource),
    holds: tells,
    broken: ['AlarmActions', undefined],
  },
  {
    fact: 'every burn rate names its runbook and tells the topic',
    type: composite,
    stages: ['prod'],
    holds: (resource) => existsSync(runbookOf(resource)) && tells(resource),
    broken: ['OKActions', undefined],
  },
  {
    fact: 'every table that holds back requests raises an alarm',
    type: 'AWS::DynamoDB::Table',
    holds: ({ properties }, system) =>
      system
        .of(alarm)
        .some(
          (each) =>
            textAt(each.properties, 'Metrics').includes('WriteThrottleEvents') &&
            textAt(each.properties, 'Metrics').includes(`"${at(properties, 'TableName')}"`),
        ),
    broken: (system) => system.remove(alarm),
  },
  {
    fact: 'every function that is throttled raises an alarm',
    type: 'AWS::Lambda::Function',
    holds: (code, system) =>
      system
        .referring(code, alarm, 'Dimensions')
        .some(({ properties }) => at(properties, 'MetricName') === 'Throttles'),
    broken: (system) => system.remove(alarm),
  },
  {
    fact: 'every containerised service with too few tasks raises an alarm, also when nobody counts them',
    type: 'AWS::ECS::Service',
    holds: (service, system) =>
      system
        .of(alarm)
        .some(
          (each) =>
            at(each.properties, 'MetricName') === 'CPUUtilization' &&
            at(each.properties, 'Statistic') === 'SampleCount' &&
            at(each.properties, 'TreatMissingData') === 'breaching' &&
            each.stack === service.stack &&
            system
              .referring(service, 'AWS::ApplicationAutoScaling::ScalableTarget', 'ResourceId')
              .some(
                ({ properties }) =>
                  at(properties, 'MinCapacity') === at(each.properties, 'Threshold'),
              ),
        ),
    broken: (system) => system.remove(alarm),
  },
  {
    fact: 'the topic of the alarms is encrypted by a key that CloudWatch and Budgets may use',
    type: 'AWS::SNS::Topic',
    where: ({ properties }) => String(at(properties, 'TopicName')).endsWith('-alarms'),
    holds: (topic, system) =>
      system
        .referred(topic, at(topic.properties, 'KmsMasterKeyId'), 'AWS::KMS::Key')
        .some(({ properties }) =>
          ['cloudwatch', 'budgets'].every((service) =>
            textAt(properties, 'KeyPolicy').includes(`"${service}.amazonaws.com"`),
          ),
        ),
    broken: ['KmsMasterKeyId', 'alias/aws/sns'],
  },
]);

describe('objectives', () => {
  const system = systemOf('prod');

  it('page at 14.4 and 6 times the even pace over a long and a short window, and ask for a ticket after three days', () => {
    const availability = system
      .of(alarm)
      .filter(({ properties }) =>
        String(at(properties, 'AlarmName')).startsWith('tandem-prod-api-availability-'),
      )
      .map(({ properties }) => [
        String(at(properties, 'AlarmName')).replace('tandem-prod-api-availability-', ''),
        Number(numberAt(properties, 'Threshold').toFixed(6)),
        numberAt(
          listAt(properties, 'Metrics').find((each) => at(each, 'MetricStat') !== undefined),
          'MetricStat.Period',
        ),
        numberAt(properties, 'EvaluationPeriods'),
      ]);
    expect(availability).toEqual([
      ['fast-long', 0.0144, 3600, 1],
      ['fast-short', 0.0144, 300, 1],
      ['slow-long', 0.006, 21_600, 1],
      ['slow-short', 0.006, 1800, 1],
      ['creeping-long', 0.001, 86_400, 3],
    ]);
  });

  it('are those that are promised', () => {
    const names = system
      .of(composite)
      .map(({ properties }) => String(at(properties, 'AlarmName')).replace('tandem-prod-', ''));
    expect(names.toSorted()).toEqual(
      ['api-availability', 'order-latency', 'order-settled', 'webhook-first-attempt']
        .flatMap((name) => ['creeping', 'fast', 'slow'].map((part) => `${name}-${part}`))
        .toSorted(),
    );
  });
});

describe('runbooks', () => {
  it('are named by an alarm or by the budget', () => {
    const named = new Set(
      [...systemOf('prod').of(alarm), ...systemOf('prod').of(composite)].map(runbookOf),
    );
    const written = readdirSync('docs/runbooks').map((name) => `docs/runbooks/${name}`);
    expect(written.filter((name) => !named.has(name))).toEqual([
      'docs/runbooks/budget.md',
      // Only where there is a legacy shop: see legacy.test.ts.
      'docs/runbooks/legacy-shop-down.md',
      // Only where there are two regions: see second-region.test.ts.
      'docs/runbooks/second-region.md',
    ]);
  });
});

describe('dashboards', () => {
  const system = systemOf('dev');
  const bodyOf = (name: string) =>
    textAt(
      system
        .of('AWS::CloudWatch::Dashboard')
        .find(({ properties }) => at(properties, 'DashboardName') === name)?.properties,
      'DashboardBody',
    );

  it.each([
    ['AWS::Lambda::Function', 'FunctionName'],
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::DynamoDB::Table', 'TableName'],
  ])('of the system shows every %s', (type, property) => {
    const body = bodyOf('tandem-dev');
    const missing = system
      .of(type)
      .map(({ properties }) => String(at(properties, property)))
      .filter((name) => !body.includes(name));
    expect(missing).toEqual([]);
  });

  it('of customers shows what is left of each budget, of 28 days', () => {
    const [shown] = systemOf('prod').of('AWS::CloudWatch::Dashboard');
    const body = textAt(shown?.properties, 'DashboardBody').replaceAll('\\', '');
    const titles = [...body.matchAll(/"title":"([\w-]+): % of its budget left, 28 days"/g)];
    expect(titles.map(([, name]) => name)).toEqual([
      'api-availability',
      'order-latency',
      'order-settled',
      'webhook-first-attempt',
    ]);
    expect(body).toContain('100 * (1 - (IF(requests > 0, errors / requests, 0)) / 0.001)');
    expect(body).toContain('"setPeriodToTimeRange":true,"start":"-P28D"');
  });

  it.each([
    ['the balancer', 'TargetResponseTime'],
    ['the VPC link', 'Requests over the VPC link'],
    ['the latency of tables', 'SuccessfulRequestLatency'],
  ])('shows %s', (_, part) => {
    expect(bodyOf('tandem-dev')).toContain(part);
  });

  // The first three of an account are free, and each further one costs as much as a key and a secret a month.
  it('is one for the whole stage', () => {
    expect(system.of('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });
});
