// Commands of the orders service and news from the provider, from the inbox queue.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../platform/calls/aws.ts';
import { queueFunction } from '../../platform/lambda/queue-function.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { sqsLater } from '../../platform/messaging/send-later.ts';
import { type CreateProvider, composePayments } from './compose.ts';
import { readConsumerConfig } from './config.ts';
import { paymentHandlers } from './messages.ts';
import { createReconciliation } from './settling/reconciliation.ts';
import { createRemind } from './settling/remind.ts';

export const paymentConsumer = (createProvider: CreateProvider) => {
  const payments = composePayments(createProvider);
  const { log, clock, source } = payments;

  const { QUEUE_URL, DEAD_LETTERS_URL } = readConsumerConfig();
  const client = new SQSClient(clientOptions);
  const sendLater = sqsLater(client, QUEUE_URL);
  const remind = createRemind({ sendLater, source, clock });
  const reconcile = createReconciliation({ ...payments, remind });
  const inbox = createInbox(paymentHandlers({ ...payments, reconcile, remind }), log);

  const bury = createBury({ client, deadLettersUrl: DEAD_LETTERS_URL });

  return queueFunction(async () => ({ inbox, bury, log }));
};
