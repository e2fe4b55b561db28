// Alarms over how fast an objective's error budget burns: https://sre.google/workbook/alerting-on-slos/
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { describeNotice, type Notice, notify } from './alarm.ts';

export interface Objective {
  /** Name of the alarms, e.g. `api-availability`. */
  readonly name: string;
  /** What is promised, e.g. `99.9 % of requests are answered without a 5xx`. */
  readonly promise: string;
  readonly runbook: string;
  /** Share of what may go wrong, e.g. 0.001. */
  readonly budget: number;
  /** Share of what went wrong in a period, between 0 and 1. */
  readonly badShare: (period: Duration) => IMetric;
}

/** At this many times the even pace, both windows long; the short one lets the alarm end soon after the fault. */
const pages = [
  { name: 'fast', times: 14.4, long: Duration.hours(1), short: Duration.minutes(5) },
  { name: 'slow', times: 6, long: Duration.hours(6), short: Duration.minutes(30) },
] as const;

/** CloudWatch looks at one day at most in a period. */
const ticketDays = 3;

export class BurnRateAlarms extends Construct {
  /** What tells someone; the others only feed them. */
  readonly alarms: readonly CompositeAlarm[];

  constructor(scope: Construct, id: string, stage: StageConfig, objective: Objective) {
    super(scope, id);
    const { name, promise, runbook } = objective;
    const over = (part: string, period: Duration, times: number, evaluationPeriods = 1) =>
      new Alarm(this, part, {
        alarmName: nameOf(stage, name, part),
        alarmDescription: `Feeds ${nameOf(stage, name)}-*: ${times} times the even pace over ${period.toHumanString()}. Runbook: ${stage.runbooks}/${runbook}.md`,
        metric: objective.badShare(period),
        threshold: times * objective.budget,
        evaluationPeriods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    const composite = (part: string, alarms: readonly Alarm[], notice: Omit<Notice, 'name'>) => {
      const alarm = new CompositeAlarm(this, `${part}Burn`, {
        compositeAlarmName: nameOf(stage, name, part),
        alarmDescription: describeNotice(stage, { ...notice, name: [name, part] }),
        alarmRule: AlarmRule.allOf(
          ...alarms.map((each) => AlarmRule.fromAlarm(each, AlarmState.ALARM)),
        ),
      });
      notify(alarm, stage);
      return alarm;
    };
    this.alarms = [
      ...pages.map((page) =>
        composite(
          page.name,
          [
            over(`${page.name}-long`, page.long, page.times),
            over(`${page.name}-short`, page.short, page.times),
          ],
          {
            says: `"${promise}" burns its budget ${page.times} times too fast, over ${page.long.toHumanString()} and ${page.short.toHumanString()}`,
            urgency: 'page',
            runbook,
          },
        ),
      ),
      composite('creeping', [over('creeping-long', Duration.days(1), 1, ticketDays)], {
        says: `"${promise}" uses more than its budget, ${ticketDays} days running`,
        urgency: 'ticket',
        runbook,
      }),
    ];
  }
}
