// Commands of the orders service and news from the provider, from the inbox queue.
import { createInbox } from '../../platform/messaging/inbox.ts';
import { queueFunction } from '../../platform/messaging/lambda-consumer.ts';
import { composePayments } from './compose.ts';
import { paymentHandlers } from './inbox.ts';

const payments = await composePayments();
const { log } = payments;
const inbox = createInbox(paymentHandlers(payments), log);

export const handler = queueFunction(async () => ({ inbox, log }));
