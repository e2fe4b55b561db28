// Tells the topic of alarms when the month gets dearer than planned.
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { AlarmsTopic } from './alarms-topic.ts';

/** Counts what bears the tags of the stage; they must be activated for billing once. */
export const monthlyBudget = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  topic: AlarmsTopic,
): void => {
  const notice = (notificationType: string, threshold: number) => ({
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
    },
    subscribers: [{ subscriptionType: 'SNS', address: topic.arn }],
  });
  const budget = new CfnBudget(scope, id, {
    budget: {
      budgetName: nameOf(stage),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: stage.budget, unit: 'USD' },
      // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
      costFilters: { TagKeyValue: [`user:deployment$${nameOf(stage)}`] },
    },
    notificationsWithSubscribers: [notice('ACTUAL', 80), notice('FORECASTED', 100)],
  }); // It is refused while the topic does not let it in.
  budget.node.addDependency(topic);
};
