// Commands of the orders service and news from the provider, from the inbox queue.
import { sqsLater } from '../../platform/messaging/send-later.ts';
import { inboxFunction } from '../../platform/service/queue-function.ts';
import { composePayments } from './compose.ts';
import { readConsumerConfig } from './config.ts';
import { paymentHandlers } from './messages.ts';
import type { CreateProvider } from './providers/provider.ts';
import { createFollow } from './resolving/follow.ts';
import { createPaymentReconciliation } from './resolving/reconciliation.ts';
import { createScheduleCheck } from './resolving/schedule-check.ts';

export const paymentConsumer = (createProvider: CreateProvider) =>
  inboxFunction(readConsumerConfig(), (ground) => {
    const payments = composePayments(ground, createProvider);
    const { clock, source } = payments;
    const sendLater = sqsLater(ground.sqs, ground.config.QUEUE_URL);
    const scheduleCheck = createScheduleCheck({ sendLater, source, clock });
    const reconcile = createPaymentReconciliation({ ...payments, scheduleCheck });
    const follow = createFollow({ ...payments, scheduleCheck });
    return paymentHandlers({ ...payments, reconcile, follow });
  });
