// What a stage costs in a month without a single request, resource by resource of its templates.
import { hoursPerMonth, prices } from './prices.ts';

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

const monthly: Readonly<Record<string, readonly [string, (properties: Json) => number]>> = {
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
  'AWS::Lambda::EventSourceMapping': ['Polling of queues', mapping],
  'AWS::Scheduler::Schedule': ['Schedules', schedule],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['Scaling', scaling],
};

/** Tasks of the services, by their task definitions in the same template. */
const tasks = (template: Readonly<Record<string, TemplateResource>>): Line[] =>
  Object.values(template)
    .filter(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget')
    .map(({ Properties = {} }) => {
      const definition = Object.values(template).find(
        ({ Type }) => Type === 'AWS::ECS::TaskDefinition',
      );
      const virtualCpus = Number(definition?.Properties?.Cpu) / 1024;
      const gigabytes = Number(definition?.Properties?.Memory) / 1024;
      const count = Number(Properties.MinCapacity);
      const usd =
        count * hourly(virtualCpus * prices.fargateCpu.usd + gigabytes * prices.fargateMemory.usd);
      return { what: 'Tasks on Fargate', count, usd };
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
  for (const line of templates.flatMap((template) => [...tasks(template), ...fixed(template)])) {
    const { count, usd } = sums.get(line.what) ?? { count: 0, usd: 0 };
    sums.set(line.what, { what: line.what, count: count + line.count, usd: usd + line.usd });
  }
  return [...sums.values()].sort((one, other) => other.usd - one.usd);
};
