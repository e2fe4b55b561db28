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
  /** 2.9 KB of lines of our own as measured, twelve lines of the access log, and the containers' lines. */
  logKilobytes: 9,
  /** One in twenty of the ways that begin at the gateway or a queue. */
  traces: (12 + 16) * 0.05,
  /** Requests of 3 KB to the load balancer and back, and what leaves through NAT. */
  balancerUnits: 0.0004,
  natKilobytes: 8,
  /** DynamoDB keeps a data key for five minutes, so that few are asked for. */
  keyRequests: 1,
  /** Events, state, inbox, outbox until it expires. */
  storedKilobytes: 30,
} as const;

const million = 1_000_000;

/** Whole ones, weekly for 20 days: infra/constructs/data/backup.ts. */
const copiesKept = 3;

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
    'Traces (X-Ray)': each.traces * prices.traces.usd,
    'Units of the load balancer': each.balancerUnits * million * prices.loadBalancerUnit.usd,
    'Traffic through NAT': each.natKilobytes * prices.natTraffic.usd,
    'Use of keys (KMS)': each.keyRequests * prices.keyRequest.usd,
    'Copies (Backup), each month it is kept':
      each.storedKilobytes * copiesKept * prices.backupStorage.usd,
    'Queues (SQS)': each.queueRequests * prices.queueRequest.usd,
    'Topics (SNS)': each.publishes * prices.topicPublish.usd,
  };
  return Object.entries(usd)
    .map(([what, amount]) => ({ what, count: million, usd: amount }))
    .sort((one, other) => other.usd - one.usd);
};
