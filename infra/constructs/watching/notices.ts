// Who is told when something goes wrong, or the month gets dearer than planned.
import type { Construct } from 'constructs';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import { AlarmsTopic } from './alarms-topic.ts';
import { monthlyBudget } from './monthly-budget.ts';

export const notices = (scope: Construct, stage: StageConfig): void => {
  const topic = new AlarmsTopic(scope, 'Alarms', stage);
  // An account has one budget for the stage.
  if (!isSecond(stage)) monthlyBudget(scope, 'Budget', stage, topic);
};
