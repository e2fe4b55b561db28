// What the dashboards show of the way in: the gateway, and the balancer behind it.
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import type { MetricRow, Row } from './dashboard.ts';

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
