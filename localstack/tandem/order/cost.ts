// What somebody's requests cost on AWS: the usage that was counted, at list prices.

import { prices } from '../../../platform/cli/aws-prices.ts';
import type { Resource, UsageLine } from '../../cloud/usage.ts';

export interface CostLine extends UsageLine {
  /** US dollars; null where it has no price of its own. */
  readonly usd: number | null;
}

export interface Cost {
  /** Dearest first. */
  readonly lines: readonly CostLine[];
  /** By resource, all of its lines together. */
  readonly sums: Readonly<Partial<Record<Resource, number>>>;
  readonly usd: number;
}

const million = 1_000_000;

/** Dollars of one. */
const priceOf: Readonly<Record<Resource, number | null>> = {
  'api requests': prices.apiRequest.usd / million,
  invocations: prices.lambdaRequest.usd / million,
  'gigabyte-seconds': prices.lambdaDuration.usd,
  'write units': prices.tableWrite.usd / million,
  'read units': prices.tableRead.usd / million,
  'queue requests': prices.queueRequest.usd / million,
  publishes: prices.topicPublish.usd / million,
  mails: prices.mail.usd / million,
  'secret requests': prices.secretRequest.usd / million,
  'other calls': null,
};

export function costOf(usage: readonly UsageLine[]): Cost {
  const lines = usage
    .map((line): CostLine => {
      const price = priceOf[line.resource];
      return { ...line, usd: price === null ? null : price * line.amount };
    })
    .sort((one, other) => (other.usd ?? 0) - (one.usd ?? 0));
  const sums: Partial<Record<Resource, number>> = {};
  for (const { resource, amount } of lines) sums[resource] = (sums[resource] ?? 0) + amount;
  return { lines, sums, usd: lines.reduce((all, { usd }) => all + (usd ?? 0), 0) };
}
