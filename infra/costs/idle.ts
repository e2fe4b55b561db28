// What a stage costs in a month without a single request, resource by resource of its templates.
import { hoursPerMonth, prices } from '../../platform/cli/aws-prices.ts';

type Json = Record<string, unknown>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Json;
}

export interface Line {
  readonly what: string;
  readonly count: number;
  /** US dollars a month. */
  readonly usd: number;
}

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

const hourly = (usd: number): number => usd * hoursPerMonth;

const endpoint = ({ VpcEndpointType, SubnetIds }: Json): number =>
  VpcEndpointType === 'Interface'
    ? listOf(SubnetIds).length * hourly(prices.interfaceEndpoint.usd)
    : 0;

/** A threshold over an expression is paid by the metrics in it. */
const alarm = ({ Metrics }: Json): number =>
  Math.max(1, listOf(Metrics).filter(({ MetricStat }) => MetricStat !== undefined).length) *
  prices.alarmMetric.usd;

const webAcl = ({ Rules }: Json): number =>
  prices.webAcl.usd + listOf(Rules).length * prices.webAclRule.usd;

/** Five pollers of Lambda ask for 20 s each: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const mapping = ({ EventSourceArn }: Json): number =>
  JSON.stringify(EventSourceArn).includes('Queue') ||
  JSON.stringify(EventSourceArn).includes('Deliveries')
    ? (5 * 3 * 60 * hoursPerMonth * prices.queueRequest.usd) / 1e6
    : 0;

/** Once a minute, and the short run of what it starts. */
const schedule = (): number => (60 * hoursPerMonth * (prices.scheduleRun.usd + 2)) / 1e6;

/** Target tracking makes two alarms of its own. */
const scaling = (): number => 2 * prices.alarmMetric.usd;

const minutesPerMonth = 60 * hoursPerMonth;

/** A million runs that nobody asked for, each with some lines; X-Ray records the first of each second. */
const runsOf = (template: Readonly<Record<string, TemplateResource>>): number =>
  Object.values(template).filter(
    ({ Type, Properties = {} }) =>
      Type === 'AWS::Scheduler::Schedule' && Properties.ScheduleExpression === 'rate(1 minute)',
  ).length * minutesPerMonth;

/** Three lines of half a kilobyte. */
const kilobytesPerRun = 1.5;

/** Secrets are read again every five minutes, by each function that is awake and each task; keys of tables alike. */
const readsOf = (secrets: number): number => (secrets * 2 * minutesPerMonth) / 5;

/** What grows with the number of runs, not of resources. */
const running = (template: Readonly<Record<string, TemplateResource>>): Line[] => {
  const count = (type: string) =>
    Object.values(template).filter(({ Type }) => Type === type).length;
  const millions = (number: number) => number / 1_000_000;
  const lines: [string, number, number][] = [
    ['Traces', runsOf(template), millions(runsOf(template)) * prices.traces.usd],
    [
      'Logs',
      runsOf(template),
      millions(runsOf(template) * kilobytesPerRun) * prices.logIngestion.usd,
    ],
    [
      'Reads of secrets',
      count('AWS::SecretsManager::Secret'),
      millions(readsOf(count('AWS::SecretsManager::Secret'))) * prices.secretRequest.usd,
    ],
    [
      'Use of keys',
      count('AWS::DynamoDB::Table'),
      millions(readsOf(count('AWS::DynamoDB::Table'))) * prices.keyRequest.usd,
    ],
    // An image has about 100 MB; the last ten of each are there.
    [
      'Images',
      count('AWS::ECS::TaskDefinition'),
      count('AWS::ECS::TaskDefinition') * prices.imageStorage.usd,
    ],
  ];
  return lines
    .filter(([, , usd]) => usd > 0)
    .map(([what, number, usd]) => ({
      what,
      count: what === 'Traces' || what === 'Logs' ? number / minutesPerMonth : number,
      usd,
    }));
};

/** Five figures of each method that is measured by itself. */
const methodFigures = ({ MethodSettings }: Json): number =>
  listOf(MethodSettings).filter(({ MetricsEnabled }) => MetricsEnabled === true).length *
  5 *
  prices.customMetric.usd;

/** Types that are paid as long as they are there. */
export const monthly: Readonly<Record<string, readonly [string, (properties: Json) => number]>> = {
  'AWS::EC2::NatGateway': ['NAT gateways', () => hourly(prices.natGateway.usd)],
  'AWS::EC2::EIP': ['Public addresses', () => hourly(prices.publicAddress.usd)],
  'AWS::EC2::VPCEndpoint': ['Interface endpoints', endpoint],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    'Load balancer',
    () => hourly(prices.loadBalancer.usd),
  ],
  'AWS::KMS::Key': ['Keys', () => prices.key.usd],
  'AWS::SecretsManager::Secret': ['Secrets', () => prices.secret.usd],
  'AWS::CloudWatch::Alarm': ['Alarms', alarm],
  'AWS::CloudWatch::CompositeAlarm': ['Burn rates', () => prices.compositeAlarm.usd],
  'AWS::CloudWatch::Dashboard': ['Dashboards', () => prices.dashboard.usd],
  'AWS::WAFv2::WebACL': ['Firewall', webAcl],
  'AWS::Logs::MetricFilter': ['Metrics from logs', () => prices.customMetric.usd],
  'AWS::ApiGateway::Stage': ['Metrics of methods', methodFigures],
  'AWS::Lambda::EventSourceMapping': ['Polling of queues', mapping],
  'AWS::Scheduler::Schedule': ['Schedules', schedule],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['Scaling', scaling],
};

const onSpot = (template: Readonly<Record<string, TemplateResource>>): boolean =>
  Object.values(template).some(
    ({ Type, Properties }) =>
      Type === 'AWS::ECS::Service' &&
      JSON.stringify(Properties?.CapacityProviderStrategy ?? '').includes('FARGATE_SPOT'),
  );

const haveAddresses = (template: Readonly<Record<string, TemplateResource>>): boolean =>
  Object.values(template).some(
    ({ Type, Properties }) =>
      Type === 'AWS::ECS::Service' &&
      JSON.stringify(Properties?.NetworkConfiguration ?? '').includes('"ENABLED"'),
  );

/** Tasks of the services, by their task definitions in the same template. */
const tasks = (template: Readonly<Record<string, TemplateResource>>): Line[] =>
  Object.values(template)
    .filter(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget')
    .flatMap(({ Properties = {} }) => {
      const definition = Object.values(template).find(
        ({ Type }) => Type === 'AWS::ECS::TaskDefinition',
      );
      const virtualCpus = Number(definition?.Properties?.Cpu) / 1024;
      const gigabytes = Number(definition?.Properties?.Memory) / 1024;
      const count = Number(Properties.MinCapacity);
      const usd =
        count *
        (onSpot(template) ? prices.spotShare.usd : 1) *
        hourly(virtualCpus * prices.fargateCpu.usd + gigabytes * prices.fargateMemory.usd);
      const addresses = count * hourly(prices.publicAddress.usd);
      return [
        { what: 'Tasks on Fargate', count, usd },
        ...(haveAddresses(template) ? [{ what: 'Public addresses', count, usd: addresses }] : []),
      ];
    });

const fixed = (template: Readonly<Record<string, TemplateResource>>): Line[] =>
  Object.values(template).flatMap(({ Type, Properties = {} }) => {
    const [what, costOf] = monthly[Type] ?? [];
    const usd = costOf?.(Properties) ?? 0;
    return what === undefined || usd === 0 ? [] : [{ what, count: 1, usd }];
  });

/** Dearest first. */
export const idleCosts = (
  templates: readonly Readonly<Record<string, TemplateResource>>[],
): readonly Line[] => {
  const sums = new Map<string, Line>();
  for (const line of templates.flatMap((template) => [
    ...tasks(template),
    ...fixed(template),
    ...running(template),
  ])) {
    const { count, usd } = sums.get(line.what) ?? { count: 0, usd: 0 };
    sums.set(line.what, { what: line.what, count: count + line.count, usd: usd + line.usd });
  }
  return [...sums.values()].sort((one, other) => other.usd - one.usd);
};
