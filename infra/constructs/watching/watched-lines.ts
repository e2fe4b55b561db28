// Lines of functions and containers that somebody must hear of, by whose they are: the filter hangs on the log group and goes with it.
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import { alarmOnLog, type LogAlarmProps } from './log-alarm.ts';

type Line = Omit<LogAlarmProps, 'logGroup'> & {
  /** Of the metric, and of the alarm in its stack. */
  readonly id: string;
};

const lines: Readonly<Record<string, readonly Line[]>> = {
  orders: [
    {
      id: 'OverdueOrders',
      name: ['orders', 'overdue'],
      says: 'Orders have passed the deadline of their state and were timed out',
      urgency: 'ticket',
      runbook: 'orders-overdue',
      pattern: '{ $.message = "orders were overdue" }',
      value: '$.overdue',
      threshold: 10,
    },
    {
      id: 'FlaggedPayments',
      name: ['orders', 'payment-flagged'],
      says: 'What the payment provider says does not match an order, which is held for review',
      urgency: 'page',
      runbook: 'payment-flagged',
      pattern: '{ $.message = "message handled" && $.type = "payments.payment-flagged.*" }',
      threshold: 1,
    },
  ],
  'payments-reconcile': [
    {
      id: 'UnmatchedProviderEvents',
      name: ['payments', 'event-unmatched'],
      says: 'The payment provider has told of a payment that is not known here, and never was for three days',
      urgency: 'ticket',
      runbook: 'payment-flagged',
      pattern: '{ $.message = "a provider event fits no payment" }',
      threshold: 1,
    },
    {
      id: 'LedgerDiffers',
      name: ['payments', 'ledger-differs'],
      says: 'The daily report found payments that only one side has, or with another amount',
      urgency: 'ticket',
      runbook: 'ledger-differs',
      pattern: '{ $.message = "the ledger differs from that of the provider" }',
      value: '$.differences',
      threshold: 1,
    },
  ],
  'outbox-relay-sweep': [
    {
      id: 'SweptMessages',
      name: ['outbox-relay', 'swept'],
      says: 'The sweeper keeps finding messages that the streams have left',
      urgency: 'ticket',
      runbook: 'relay-behind',
      pattern: '{ $.swept > 0 }',
      value: '$.swept',
      threshold: 1,
      evaluationPeriods: 3,
    },
  ],
  'auth-handler': [
    {
      id: 'ReusedRefreshTokens',
      name: ['auth', 'refresh-token-reused'],
      says: 'Refresh tokens were used twice: someone may hold stolen ones',
      urgency: 'ticket',
      runbook: 'refresh-token-reused',
      pattern: '{ $.audit.event = "refresh-token-reused" }',
      threshold: 5,
    },
  ],
  'payments-consume': [
    {
      id: 'OpenProviderBreaker',
      name: ['payments', 'provider-down'],
      says: 'The payment provider fails so often that it is not asked for a while',
      urgency: 'page',
      runbook: 'payment-provider-down',
      pattern: '{ $.breaker = "provider" && $.state = "open" }',
      threshold: 1,
      evaluationPeriods: 2,
    },
  ],
  'legacy-handler': [
    {
      id: 'OpenLegacyBreaker',
      name: ['legacy', 'down'],
      says: 'The legacy shop fails so often that it is not asked for a while',
      urgency: 'page',
      runbook: 'legacy-shop-down',
      pattern: '{ $.breaker = "legacy" && $.state = "open" }',
      threshold: 1,
      evaluationPeriods: 2,
    },
  ],
  'notifications-consume': [
    {
      id: 'MailDown',
      name: ['notifications', 'mail-down'],
      says: 'Mails or texts have not been sent for four minutes; they are tried again for a day',
      urgency: 'page',
      runbook: 'mail-down',
      pattern: '{ $.message = "postponed" && $.waitedSeconds >= 240 }',
      threshold: 1,
    },
  ],
};

/** `part` is the service of a container, and `<service>-<entry>` of a function. */
export const alarmOnLines = (
  scope: Construct,
  stage: StageConfig,
  part: string,
  logGroup: LogGroup,
): void => {
  for (const { id, ...line } of lines[part] ?? []) {
    alarmOnLog(scope, id, stage, { ...line, logGroup });
  }
};
