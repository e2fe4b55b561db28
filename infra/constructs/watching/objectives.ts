// What Tandem promises (service level objectives), and how each is measured.
import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { Objective } from './burn-rate.ts';

const apiStage = 'v1';

interface Measure {
  readonly metricName: string;
  readonly statistic: string;
  /** @default all routes */
  readonly route?: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
const gateway = (
  stage: StageConfig,
  { route = {}, ...measure }: Measure & { readonly period: Duration },
): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    dimensionsMap: { ApiName: nameOf(stage), Stage: apiStage, ...route },
    ...measure,
  });

const availability =
  (stage: StageConfig) =>
  (period: Duration): IMetric =>
    new MathExpression({
      expression: 'IF(requests > 0, errors / requests, 0)',
      usingMetrics: {
        errors: gateway(stage, { metricName: '5XXError', statistic: Stats.SUM, period }),
        requests: gateway(stage, { metricName: 'Count', statistic: Stats.SUM, period }),
      },
      label: 'share of 5xx',
      period,
    });

/** The share above a limit is what is missing to the percentile rank of the limit. */
const slowerThan =
  (stage: StageConfig, milliseconds: number, route: Readonly<Record<string, string>>) =>
  (period: Duration): IMetric =>
    new MathExpression({
      expression: '(100 - inTime) / 100',
      usingMetrics: {
        inTime: gateway(stage, {
          metricName: 'Latency',
          statistic: `PR(:${milliseconds})`,
          period,
          route,
        }),
      },
      label: `share above ${milliseconds} ms`,
      period,
    });

/** From the EMF lines of the services, see platform/telemetry/embedded-metrics.ts. */
const slowerMeasured =
  (stage: StageConfig, service: string, metricName: string, limit: number) =>
  (period: Duration): IMetric =>
    new MathExpression({
      expression: '(100 - inTime) / 100',
      usingMetrics: {
        inTime: new Metric({
          namespace: 'Tandem',
          metricName,
          dimensionsMap: { stage: stage.name, service },
          statistic: `PR(:${limit})`,
          period,
        }),
      },
      label: `share above ${limit}`,
      period,
    });

export const objectives = (stage: StageConfig): readonly Objective[] => [
  {
    name: 'api-availability',
    promise: '99.9 % of requests are answered without a 5xx',
    runbook: 'slo-api-availability',
    budget: 0.001,
    badShare: availability(stage),
  },
  {
    name: 'order-latency',
    promise: '99 % of orders are taken within 800 ms',
    runbook: 'slo-order-latency',
    budget: 0.01,
    badShare: slowerThan(stage, 800, { Method: 'POST', Resource: '/orders' }),
  },
  {
    name: 'order-settled',
    promise: '99.9 % of orders are settled within 60 s',
    runbook: 'slo-order-settled',
    budget: 0.001,
    badShare: slowerMeasured(stage, 'orders', 'SettleMilliseconds', 60_000),
  },
  {
    name: 'webhook-first-attempt',
    promise: '99 % of webhooks are first tried within 10 s',
    runbook: 'slo-webhook-first-attempt',
    budget: 0.01,
    badShare: slowerMeasured(stage, 'webhooks', 'FirstAttemptMilliseconds', 10_000),
  },
];
