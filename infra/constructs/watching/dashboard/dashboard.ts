// Dashboards as the text CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Namespace, name, then dimensions by name and value, then how it is shown. */
export type MetricRow = readonly (string | Readonly<Record<string, unknown>>)[];

export interface Graph {
  readonly title: string;
  readonly metrics: readonly MetricRow[];
  /** @default Sum */
  readonly stat?: string;
  /** A line across the graph. */
  readonly limit?: { readonly label: string; readonly value: number };
  /** One number over so many days until now, in place of a line over time. */
  readonly overDays?: number;
}

export type Row =
  | readonly Graph[]
  | { readonly title: string }
  | { readonly alarms: readonly string[] };

const width = 24;
const height = 6;

const overTime = { period: 60, view: 'timeSeries' };

const over = (days: number) => ({
  view: 'singleValue',
  setPeriodToTimeRange: true,
  start: `-P${days}D`,
  end: 'P0D',
});

const graphWidget = ({ title, metrics, stat = 'Sum', limit, overDays }: Graph) => ({
  type: 'metric',
  properties: {
    title,
    metrics,
    stat,
    region: Aws.REGION,
    ...(overDays === undefined ? overTime : over(overDays)),
    ...(limit && { annotations: { horizontal: [limit] } }),
  },
});

const alarmArn = (scope: Construct, resourceName: string): string =>
  Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

const widgetsOf = (scope: Construct, row: Row): readonly [object[], rowHeight: number] => {
  if ('title' in row) {
    return [[{ type: 'text', width, properties: { markdown: `## ${row.title}` } }], 1];
  }
  if ('alarms' in row) {
    const alarms = row.alarms.map((name) => alarmArn(scope, name));
    return [[{ type: 'alarm', width, properties: { title: 'Alarms', alarms } }], 4];
  }
  const each = Math.floor(width / row.length);
  return [row.map((graph) => ({ ...graphWidget(graph), width: each })), height];
};

export const dashboard = (
  scope: Construct,
  id: string,
  dashboardName: string,
  rows: readonly Row[],
): void => {
  let y = 0;
  const widgets: object[] = [];
  for (const row of rows) {
    const [inRow, rowHeight] = widgetsOf(scope, row);
    let x = 0;
    for (const widget of inRow as { width: number }[]) {
      widgets.push({ ...widget, x, y, height: rowHeight });
      x += widget.width;
    }
    y += rowHeight;
  }
  const dashboardBody = Stack.of(scope).toJsonString({ periodOverride: 'inherit', widgets });
  new CfnDashboard(scope, id, { dashboardName, dashboardBody });
};
