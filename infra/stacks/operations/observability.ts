// Observability: what Tandem promises and how it is watched. Dashboards of the system and of each service, alarms over more than one part.
import type { Construct } from 'constructs';
import { BurnRateAlarms } from '../../constructs/watching/burn-rate.ts';
import { systemDashboard } from '../../constructs/watching/dashboard/system-dashboard.ts';
import { objectives } from '../../constructs/watching/objectives.ts';
import { systemAlarms } from '../../constructs/watching/system-alarms.ts';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack, type Watched } from '../../tandem-stack.ts';

const all = (stacks: readonly TandemStack[]): Watched => {
  const of = (kind: keyof Watched) => stacks.flatMap(({ watched }) => watched[kind]);
  return {
    functions: of('functions'),
    containers: of('containers'),
    queues: of('queues'),
    deadLetters: of('deadLetters'),
    tables: of('tables'),
  };
};

export class ObservabilityStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig, stacks: readonly TandemStack[]) {
    super(scope, 'Observability', stage);
    const watchedObjectives = stage.objectives ? objectives(stage) : [];
    const burnRates = watchedObjectives.map(
      (objective) => new BurnRateAlarms(this, objective.name, stage, objective),
    );
    systemAlarms(this, stage);
    const burning = watchedObjectives.flatMap(({ name }) =>
      ['fast', 'slow', 'creeping'].map((part) => nameOf(stage, name, part)),
    );
    systemDashboard(this, { stage, burning, watched: all(stacks) });
    // The widget of alarms names them, so they are made first.
    for (const each of burnRates) this.node.findChild('System').node.addDependency(each);
  }
}
