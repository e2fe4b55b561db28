// `npm run tandem -- order <id>`: where is it, why, what did it cost, and what can be done about it.

import { UsageError } from '../../platform/cli/flags.ts';
import { chosenCopy } from '../cli/chosen.ts';
import { ask, awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { type Terminal, table } from '../cli/terminal.ts';
import type { AverageCost } from '../tandem/order/average.ts';
import type { OrderStory } from '../tandem/order/story.ts';
import type { TimelineEntry } from '../tandem/order/timeline.ts';

const marks = { done: '✔', waiting: '…', failing: '!', dead: '✖', unknown: '?' } as const;
const colours = {
  done: 'plain',
  waiting: 'yellow',
  failing: 'yellow',
  dead: 'red',
  unknown: 'dim',
} as const;

/** Text of others on a terminal: no control characters, which could move its cursor or worse. */
const harmless = (text: string): string => text.replace(/\p{C}/gu, '\ufffd');

const seconds = (from: string, to: string): string =>
  ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(2);

function rowOf(terminal: Terminal, placedAt: string, entry: TimelineEntry): string[] {
  const { state, startedAt, endedAt, kind, service, name, attempts, lastError } = entry;
  const took = endedAt === null || endedAt === startedAt ? '' : `${seconds(startedAt, endedAt)} s`;
  const tries = attempts > 1 ? `${attempts} attempts` : '';
  const why = [tries, state === 'done' ? '' : (lastError ?? '')].filter((text) => text !== '');
  return [
    terminal.style(colours[state], marks[state]),
    `+${seconds(placedAt, startedAt)} s`,
    service,
    kind,
    harmless(name),
    took,
    harmless(why.join(': ')),
  ];
}

const inMajor = (amount: number, currency: string): string => `${amount} ${currency} (minor units)`;

function print(
  terminal: Terminal,
  story: OrderStory,
  { aws, average }: { readonly aws: string; readonly average: AverageCost | null },
): void {
  const { orderId, lastEvent, placedAt, money, timeline, remedies, cost, traceIds } = story;
  terminal.line(`${orderId}  ${terminal.style('bold', lastEvent.name)} ${lastEvent.at}`);
  if (money.currency !== null) {
    const sums = (['authorised', 'captured', 'refunded', 'voided'] as const)
      .filter((step) => money[step] > 0)
      .map((step) => `${step} ${inMajor(money[step], money.currency ?? '')}`);
    terminal.line(sums.join(', '));
  }
  terminal.line('');
  for (const line of table(timeline.map((entry) => rowOf(terminal, placedAt, entry)))) {
    terminal.line(`  ${line}`);
  }
  terminal.line(remedies.length === 0 ? '\nNothing is stuck.' : '\nWhat can be done:');
  for (const { says, request } of remedies) {
    terminal.line(`  ${harmless(says)}`);
    if (request === null) continue;
    const body = JSON.stringify(request.body);
    terminal.line(
      `    curl -X POST ${aws}${request.path} -H 'content-type: application/json' -d '${body}'`,
    );
  }
  if (cost !== null) {
    const { sums, usd } = cost;
    const parts = Object.entries(sums).map(([name, sum]) => `${Number(sum.toFixed(2))} ${name}`);
    terminal.line(`\nOn AWS: $${usd.toFixed(6)} (${parts.join(', ')})`);
    if (average !== null) {
      const { orders, cost: usual } = average;
      terminal.line(`The average of ${orders}: $${usual.usd.toFixed(6)}`);
    }
  }
  for (const traceId of traceIds) terminal.line(`Trace: ${aws}/_tandem/traces/${traceId}`);
}

export const orderCommand: Command = {
  name: 'order',
  summary: 'Tells where an order is, why, what it cost, and what can be done about it',
  parameters: '<id>',
  flags: {
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  notes: ['Exit code 0 when nothing is stuck, 1 when something is.'],
  async run({ values, positionals }, terminal) {
    const [orderId, stray] = positionals;
    if (!orderId) throw new UsageError('which order?');
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one order`);
    const running = chosenCopy(values);
    const story = await ask<OrderStory>(running, `orders/${encodeURIComponent(orderId)}`);
    if (values.json) terminal.line(JSON.stringify(story, null, 2));
    else {
      const { average } = await ask<{ average: AverageCost | null }>(running, 'usage/orders');
      print(terminal, story, { aws: awsUrl(running), average });
    }
    return story.remedies.length === 0 ? 0 : 1;
  },
};
