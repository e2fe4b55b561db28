// What a million orders cost beside that: an order from the first page to its delivery, on the way that nearly all of them take.
import type { Line } from './idle.ts';
import { prices } from './prices.ts';

/**
 * Of one order. Twelve requests (looking around, cart, placing, looking after it), 16 messages between the services,
 * each handled in one transaction of about four items, and three mails.
 */
export const usageOfOneOrder = {
  requests: 12,
  /**
   * Authorizer (its verdict is kept for a minute), functions behind routes, consumers, relay; and the authorizer again
   * for each of three requests to the cart, where a token may be missing and no verdict is kept.
   */
  functionCalls: 30 + 3,
  /** 60 ms of 512 MiB. */
  secondsPerCall: 0.06,
  gigabytesPerCall: 0.5,
  /** An item in a transaction costs two units; the index of the outbox is written twice. */
  writeUnits: 16 * (4 * 2 + 3),
  readUnits: 80,
  /** Sent, received and deleted, in batches when there are many. */
  queueRequests: 30,
  publishes: 10,
  mails: 3,
  logKilobytes: 20,
  /** Events, state, inbox, outbox until it expires. */
  storedKilobytes: 30,
} as const;

const million = 1_000_000;

/** US dollars for a million orders, dearest first. */
export const loadCosts = (): readonly Line[] => {
  const each = usageOfOneOrder;
  const duration = each.functionCalls * each.secondsPerCall * each.gigabytesPerCall;
  const usd: Readonly<Record<string, number>> = {
    'Mails (SES)': each.mails * prices.mail.usd,
    'Writes (DynamoDB)': each.writeUnits * prices.tableWrite.usd,
    'Reads (DynamoDB)': each.readUnits * prices.tableRead.usd,
    'Storage (DynamoDB), each month it is kept': each.storedKilobytes * prices.tableStorage.usd,
    'Requests (API Gateway)': each.requests * prices.apiRequest.usd,
    'Requests (WAF)': each.requests * prices.webAclRequest.usd,
    'Calls (Lambda)': each.functionCalls * prices.lambdaRequest.usd,
    'Duration (Lambda)': duration * prices.lambdaDuration.usd * million,
    'Logs (CloudWatch)': each.logKilobytes * prices.logIngestion.usd,
    'Queues (SQS)': each.queueRequests * prices.queueRequest.usd,
    'Topics (SNS)': each.publishes * prices.topicPublish.usd,
  };
  return Object.entries(usd)
    .map(([what, amount]) => ({ what, count: million, usd: amount }))
    .sort((one, other) => other.usd - one.usd);
};
