// The dashboard of the whole system: what is promised first, then the way in, then each kind of part.
import type { Construct } from 'constructs';
import { lookUp, nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import type { Watched } from '../../../tandem-stack.ts';
import { budgetRow } from './budget-row.ts';
import { dashboard } from './dashboard.ts';
import { balancerRow, gatewayRow } from './edge-graphs.ts';
import { partRows } from './part-graphs.ts';
import { legacyRows, promiseRow } from './service-graphs.ts';

export interface SystemDashboardProps {
  readonly stage: StageConfig;
  /** Names of the alarms on the objectives. */
  readonly burning: readonly string[];
  readonly watched: Watched;
}

export const systemDashboard = (
  scope: Construct,
  { stage, burning, watched }: SystemDashboardProps,
): void => {
  dashboard(scope, 'System', nameOf(stage), [
    { title: `Tandem ${stage.name}` },
    ...(stage.objectives ? [{ alarms: burning }, budgetRow(stage)] : []),
    gatewayRow(stage),
    balancerRow(stage, lookUp(scope, stage, 'platform/load-balancer-name')),
    promiseRow(stage),
    ...legacyRows(stage),
    ...partRows(stage, watched),
  ]);
};
