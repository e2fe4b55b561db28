// What a million orders cost beside that: an order from the first page to its delivery, on the way that nearly all of them take.

import { hoursPerMonth, prices } from '../../platform/cli/aws-prices.ts';
import type { Line } from './idle.ts';

/**
 * Of one order. Twelve requests (looking around, cart, placing, looking after it), 16 messages between the services,
 * each handled in one transaction of about four items, and three mails.
 */
export const usageOfOneOrder = {
  requests: 12,
  /** Of these, to the cart, where a token may be missing and the authorizer keeps no verdict. */
  cartRequests: 3,
  /**
   * Authorizer (its verdict is kept for a minute), functions behind routes, consumers, relay; and the authorizer again
   * for each of three requests to the cart, where a token may be missing and no verdict is kept.
   */
  functionCalls: 30 + 3,
  /** 60 ms of 512 MiB. */
  secondsPerCall: 0.06,
  gigabytesPerCall: 0.5,
  /** 18 until it is confirmed, as `npm run bench` counts them (P10), and 3.5 for each of seven messages on to its delivery. */
  writeUnits: 18 + 7 * 3.5,
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
  /** Pages and calls over the site, and the three files that a browser does not have yet; pictures are the shop's own. */
  siteRequests: 12 + 3,
  siteKilobytes: 60,
  /** As measured over all tables, for two lines from placing to delivery, with what expires later. */
  storedKilobytes: 22,
} as const;

const million = 1_000_000;

/** Whole ones, weekly for 20 days: infra/constructs/data/backup.ts. */
const copiesKept = 3;

/** Of lines in the embedded metric format: the auditor's two, those of the two objectives, and of what calls others. */
const ownFigures = 8;

/** The auditor looks twice an hour at no more items of a table than this, each of a kilobyte and read as it may be a second ago: functions/auditor/. */
const auditedUnits = { looks: 2 * hoursPerMonth, items: 100_000 * 6, unitsPerItem: 0.125 };

/** US dollars for a million orders, dearest first. */
export const loadCosts = (): readonly Line[] => {
  const each = usageOfOneOrder;
  const duration = each.functionCalls * each.secondsPerCall * each.gigabytesPerCall;
  const audited = auditedUnits.looks * auditedUnits.items * auditedUnits.unitsPerItem;
  const usd: Readonly<Record<string, number>> = {
    'Mails (SES)': each.mails * prices.mail.usd,
    'Writes (DynamoDB)': each.writeUnits * prices.tableWrite.usd,
    'Reads (DynamoDB)': each.readUnits * prices.tableRead.usd,
    'Storage (DynamoDB), each month it is kept': each.storedKilobytes * prices.tableStorage.usd,
    'Restores on trial (Backup), each month it is kept':
      each.storedKilobytes * prices.backupRestore.usd,
    'Requests (CloudFront)': each.siteRequests * prices.siteRequest.usd,
    'Traffic (CloudFront)': each.siteKilobytes * prices.siteTraffic.usd,
    'Audits (DynamoDB), a month': (audited / million) * prices.tableRead.usd,
    'Metrics of services (CloudWatch), a month': ownFigures * prices.customMetric.usd,
    // Records are counted as 5 KB, and kept with one.
    'Archive of facts (Firehose)': each.publishes * 5 * prices.archived.usd,
    'Storage of facts (S3), each month it is kept': each.publishes * prices.objectStorage.usd,
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
