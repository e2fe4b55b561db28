// What the order would have cost on AWS, item by item, beside what orders cost on average.
import { useLocal } from '../data/queries.ts';
import type { AverageCost, Cost } from '../orders/story.ts';
import { count } from '../parts/format.ts';
import { Table } from '../parts/table.tsx';

/** Orders cost fractions of a cent: millionths of a dollar are what can be compared. */
const dollars = (usd: number): string => `$${usd.toFixed(usd < 0.01 ? 8 : 4)}`;

const amountOf = (amount: number): string =>
  Number.isInteger(amount) ? count(amount) : amount.toFixed(4);

const keyOf = ({ resource, of }: { resource: string; of: string }): string => `${resource} ${of}`;

const compared = (usd: number, usual: number): string => {
  const percent = Math.round((100 * (usd - usual)) / usual);
  if (percent === 0) return 'as much as';
  return percent > 0 ? `${percent} % more than` : `${-percent} % less than`;
};

const Sum = ({ cost, average }: { cost: Cost; average: AverageCost | null }) => (
  <p class="line">
    <span>
      <b>{dollars(cost.usd)}</b> on AWS, {dollars(cost.usd * 1_000_000)} for a million like it
    </span>
    {average && average.cost.usd > 0 && (
      <span>
        {compared(cost.usd, average.cost.usd)} the average of {count(average.orders)},{' '}
        {dollars(average.cost.usd)}
      </span>
    )}
    {Object.entries(cost.sums).map(([resource, amount]) => (
      <span key={resource} class="soft">
        {amountOf(amount)} {resource}
      </span>
    ))}
  </p>
);

/** What this order had no part in is there as well, with nothing. */
const linesOf = (cost: Cost, average: AverageCost | null) => {
  const own = new Set(cost.lines.map(keyOf));
  const others = (average?.cost.lines ?? []).filter((line) => !own.has(keyOf(line)));
  return [...cost.lines, ...others.map((line) => ({ ...line, amount: 0, usd: line.usd && 0 }))];
};

export const Costs = ({ cost }: { cost: Cost }) => {
  const query = useLocal<{ average: AverageCost | null }>('usage/orders', { everyMs: 15_000 });
  const average = query.data?.average ?? null;
  const usual = new Map(average?.cost.lines.map((line) => [keyOf(line), line.amount]));
  return (
    <>
      <Sum cost={cost} average={average} />
      <details class="raw">
        <summary>Item by item</summary>
        <Table
          caption="Cost"
          rows={linesOf(cost, average)}
          columns={[
            { name: 'What', cell: ({ resource }) => resource },
            { name: 'Of', cell: ({ of }) => of, class: 'long' },
            { name: 'Amount', cell: ({ amount }) => amountOf(amount), class: 'number' },
            {
              name: 'Average',
              cell: (line) => (average ? amountOf(usual.get(keyOf(line)) ?? 0) : '–'),
              class: 'number',
            },
            {
              name: 'Dollars',
              cell: ({ usd }) => (usd === null ? '–' : dollars(usd)),
              class: 'number',
            },
          ]}
          keyOf={keyOf}
          empty="Nothing was counted."
        />
      </details>
    </>
  );
};
