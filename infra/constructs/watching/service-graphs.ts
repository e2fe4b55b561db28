// What the dashboards show of each kind of part, by physical name.
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { Watched } from '../../tandem-stack.ts';
import type { Graph, MetricRow, Row } from './dashboard.ts';

const shown = (name: string, stage: StageConfig): string => name.replace(`${nameOf(stage)}-`, '');

const perFunction = (
  stage: StageConfig,
  names: readonly string[],
  metric: string,
  stat: string,
): MetricRow[] =>
  names.map((name) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    name,
    { stat, label: shown(name, stage) },
  ]);

const functionGraphs = (stage: StageConfig, names: readonly string[]): Graph[] => [
  { title: 'Invocations', metrics: perFunction(stage, names, 'Invocations', 'Sum') },
  {
    title: 'Errors and throttles',
    metrics: [
      ...perFunction(stage, names, 'Errors', 'Sum'),
      ...perFunction(stage, names, 'Throttles', 'Sum'),
    ],
  },
  { title: 'Duration p99 (ms)', metrics: perFunction(stage, names, 'Duration', 'p99') },
  {
    title: 'Running at once',
    metrics: perFunction(stage, names, 'ConcurrentExecutions', 'Maximum'),
  },
];

const containerGraphs = (stage: StageConfig, names: readonly string[]): Graph[] => {
  const per = (namespace: string, metric: string, stat: string): MetricRow[] =>
    names.map((name) => [
      namespace,
      metric,
      'ClusterName',
      nameOf(stage),
      'ServiceName',
      name,
      { stat, label: `${name} ${metric}` },
    ]);
  return [
    { title: 'Tasks', metrics: per('AWS/ECS', 'CPUUtilization', 'SampleCount') },
    {
      title: 'CPU and memory (%)',
      metrics: [
        ...per('AWS/ECS', 'CPUUtilization', 'Average'),
        ...per('AWS/ECS', 'MemoryUtilization', 'Average'),
      ],
    },
  ];
};

const queueGraphs = (
  stage: StageConfig,
  queues: readonly string[],
  deadLetters: readonly string[],
): Graph[] => {
  const per = (names: readonly string[], metric: string): MetricRow[] =>
    names.map((name) => [
      'AWS/SQS',
      metric,
      'QueueName',
      name,
      { stat: 'Maximum', label: shown(name, stage) },
    ]);
  return [
    { title: 'Waiting messages', metrics: per(queues, 'ApproximateNumberOfMessagesVisible') },
    {
      title: 'Oldest message (s)',
      metrics: per(queues, 'ApproximateAgeOfOldestMessage'),
      limit: { label: 'alarm', value: 300 },
    },
    {
      title: 'Dead letters',
      metrics: per(deadLetters, 'ApproximateNumberOfMessagesVisible'),
      limit: { label: 'alarm', value: 1 },
    },
  ];
};

const tableGraphs = (stage: StageConfig, names: readonly string[]): Graph[] => {
  const per = (metric: string): MetricRow[] =>
    names.map((name) => [
      'AWS/DynamoDB',
      metric,
      'TableName',
      name,
      { stat: 'Sum', label: `${shown(name, stage)} ${metric}` },
    ]);
  const latency = (operation: string): MetricRow[] =>
    names.map((name) => [
      'AWS/DynamoDB',
      'SuccessfulRequestLatency',
      'TableName',
      name,
      'Operation',
      operation,
      { stat: 'p99', label: `${shown(name, stage)} ${operation}` },
    ]);
  return [
    {
      title: 'Consumed capacity',
      metrics: [...per('ConsumedReadCapacityUnits'), ...per('ConsumedWriteCapacityUnits')],
    },
    {
      title: 'Held back, conflicts',
      metrics: [
        ...per('ReadThrottleEvents'),
        ...per('WriteThrottleEvents'),
        ...per('TransactionConflict'),
      ],
    },
    {
      title: 'Latency p99 (ms)',
      metrics: ['GetItem', 'Query', 'PutItem', 'TransactWriteItems'].flatMap(latency),
    },
  ];
};

/** One row for each kind that there is. */
export const partRows = (stage: StageConfig, watched: Watched): readonly Row[] => {
  const { functions, containers, queues, deadLetters, tables } = watched;
  const rows: [title: string, names: readonly string[], graphs: readonly Graph[]][] = [
    ['Functions', functions, functionGraphs(stage, functions)],
    ['Containers', containers, containerGraphs(stage, containers)],
    ['Queues', [...queues, ...deadLetters], queueGraphs(stage, queues, deadLetters)],
    ['Table', tables, tableGraphs(stage, tables)],
  ];
  return rows
    .filter(([, names]) => names.length > 0)
    .flatMap(([title, , graphs]) => [
      { title },
      graphs.filter(({ metrics }) => metrics.length > 0),
    ]);
};

/** Which shop answers each of the routes that are moved, and where the two differ; none without a legacy shop. */
export const legacyRows = (stage: StageConfig): readonly Row[] => {
  const { routes = [] } = stage.legacy ?? {};
  if (routes.length === 0) return [];
  const per = (...metrics: readonly string[]): MetricRow[] =>
    routes.flatMap((route) =>
      metrics.map(
        (metric): MetricRow => [
          'Tandem',
          metric,
          'stage',
          stage.name,
          'service',
          'legacy',
          'route',
          route,
          { label: `${route} ${metric}` },
        ],
      ),
    );
  return [
    { title: 'Legacy shop' },
    [
      { title: 'Answered by', metrics: per('AnsweredByLegacy', 'AnsweredByTandem') },
      { title: 'Compared in shadow', metrics: per('Compared', 'Different', 'NotCompared') },
    ],
  ];
};

const gateway = (
  stage: StageConfig,
  metric: string,
  stat: string,
  shownAs: Readonly<Record<string, unknown>> = {},
): MetricRow => [
  'AWS/ApiGateway',
  metric,
  'ApiName',
  nameOf(stage),
  'Stage',
  'v1',
  { stat, label: `${metric} ${stat}`, ...shownAs },
];

export const gatewayRow = (stage: StageConfig): Row => [
  { title: 'Requests', metrics: [gateway(stage, 'Count', 'Sum')] },
  {
    title: 'Refused and failed',
    metrics: [gateway(stage, '4XXError', 'Sum'), gateway(stage, '5XXError', 'Sum')],
  },
  {
    title: 'Latency (ms)',
    metrics: [
      gateway(stage, 'Latency', 'p50'),
      gateway(stage, 'Latency', 'p99'),
      gateway(stage, 'IntegrationLatency', 'p99'),
    ],
  },
];

/** What the containers answer over the VPC link, and what the link and the balancer add to it. */
export const balancerRow = (stage: StageConfig, loadBalancer: string): Row => {
  const balancer = (metric: string, stat: string): MetricRow => [
    'AWS/ApplicationELB',
    metric,
    'LoadBalancer',
    loadBalancer,
    { stat, label: `${metric} ${stat}` },
  ];
  return [
    { title: 'Requests over the VPC link', metrics: [balancer('RequestCount', 'Sum')] },
    {
      title: 'Balancer: failed',
      metrics: [
        'HTTPCode_Target_5XX_Count',
        'HTTPCode_ELB_5XX_Count',
        'TargetConnectionErrorCount',
        'RejectedConnectionCount',
      ].map((metric) => balancer(metric, 'Sum')),
    },
    {
      title: 'Containers (s), and the gateway waiting for all behind it (ms)',
      metrics: [
        balancer('TargetResponseTime', 'p99'),
        gateway(stage, 'IntegrationLatency', 'p99', { yAxis: 'right' }),
      ],
    },
    {
      title: 'Connections',
      metrics: [balancer('ActiveConnectionCount', 'Sum'), balancer('NewConnectionCount', 'Sum')],
    },
  ];
};

/** From the EMF lines of the services. */
export const promiseRow = (stage: StageConfig): Row => {
  const own = (service: string, metric: string, stat: string): MetricRow => [
    'Tandem',
    metric,
    'stage',
    stage.name,
    'service',
    service,
    { stat, label: stat },
  ];
  return [
    {
      title: 'Orders settled after (ms)',
      metrics: [
        own('orders', 'SettleMilliseconds', 'p50'),
        own('orders', 'SettleMilliseconds', 'p99.9'),
      ],
      limit: { label: 'objective', value: 60_000 },
    },
    {
      title: 'Webhooks first tried after (ms)',
      metrics: [
        own('webhooks', 'FirstAttemptMilliseconds', 'p50'),
        own('webhooks', 'FirstAttemptMilliseconds', 'p99'),
      ],
      limit: { label: 'objective', value: 10_000 },
    },
    {
      title: 'Relay behind (ms)',
      metrics: [
        [
          'AWS/Lambda',
          'IteratorAge',
          'FunctionName',
          nameOf(stage, 'outbox-relay', 'handler'),
          { stat: 'Maximum', label: 'behind' },
        ],
      ],
      limit: { label: 'alarm', value: 60_000 },
    },
  ];
};
