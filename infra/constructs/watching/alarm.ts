// An alarm as all of them are: it tells the topic of alarms, and its description says how urgent it is and where its runbook stands.
import {
  Alarm,
  ComparisonOperator,
  type CompositeAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

/** A page wakes someone; a ticket waits for the morning. */
export type Urgency = 'page' | 'ticket';

export interface Notice {
  /** Parts of the alarm's name, after the stage. */
  readonly name: readonly string[];
  /** What is the matter, in one sentence without a full stop. */
  readonly says: string;
  readonly urgency: Urgency;
  /** File below `docs/runbooks/`, without `.md`. */
  readonly runbook: string;
}

export interface AlarmProps extends Notice {
  readonly metric: IMetric;
  /** Is in alarm at it and above. */
  readonly threshold: number;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default all of them */
  readonly datapointsToAlarm?: number;
  /** @default at the threshold and above */
  readonly comparisonOperator?: ComparisonOperator;
  /** @default no data is good news */
  readonly treatMissingData?: TreatMissingData;
}

export const describeNotice = (stage: StageConfig, { says, urgency, runbook }: Notice): string =>
  `${says}. ${urgency === 'page' ? 'Page' : 'Ticket'}. Runbook: ${stage.runbooks}/${runbook}.md`;

/** Told when it begins and when it is over. */
export const notify = (alarm: Alarm | CompositeAlarm, stage: StageConfig): void => {
  const action = {
    bind: () => ({ alarmActionArn: lookUp(alarm, stage, 'platform/alarms-topic-arn') }),
  };
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
};

export const raiseAlarm = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  props: AlarmProps,
): Alarm => {
  const alarm = new Alarm(scope, id, {
    alarmName: nameOf(stage, ...props.name),
    alarmDescription: describeNotice(stage, props),
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.evaluationPeriods ?? 1,
    datapointsToAlarm: props.datapointsToAlarm,
    comparisonOperator:
      props.comparisonOperator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: props.treatMissingData ?? TreatMissingData.NOT_BREACHING,
  });
  notify(alarm, stage);
  return alarm;
};
