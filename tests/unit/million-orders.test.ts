// What a million orders cost by the call, from POST to confirmed: as `tests/e2e/order-cost.test.ts` counts them, at the list prices of `platform/cli/aws-prices.ts`.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { costOfMillion, million } from '../support/million-orders.ts';
import { billedOfOneOrder, mostOfOneOrder } from '../support/order-counts.ts';

type How = keyof typeof billedOfOneOrder;

const modelOf = (how: How) => costOfMillion(billedOfOneOrder[how], mostOfOneOrder);

const breakdown = (how: How): string =>
  modelOf(how)
    .lines.map(({ resource, amount, usd }) => `${resource} ${amount / million}: ${usd?.toFixed(2)}`)
    .join('\n');

// Alone they miss the aim: each of eight messages is received, deleted and handed to a function by itself, and each commit to the relay.
it.each([
  ['at full load', 22],
  ['alone', 33],
] as const)('%s they cost no more than %d USD', (how, most) => {
  const { usd } = modelOf(how);
  expect(usd, `${how}: ${usd.toFixed(2)} USD\n${breakdown(how)}`).toBeLessThanOrEqual(most);
});

it('the page says both', () => {
  const stated = (how: How) => `${Math.round(modelOf(how).usd)} USD`;
  const page = readFileSync('docs/aws.md', 'utf8');
  expect(page).toContain(
    `from its POST to confirmed are ${stated('at full load')} for a million at full load, ${stated('alone')} where no two share a batch`,
  );
});
