// What the dashboards show of each kind of part, by physical name.
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import type { Watched } from '../../../tandem-stack.ts';
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
