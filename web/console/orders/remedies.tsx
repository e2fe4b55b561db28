// What is stuck and what helps, and what the order would have cost on AWS.
import { callLocal } from '../data/calls.ts';
import { ActionButton } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { Table } from '../parts/table.tsx';
import type { Cost, Remedy } from './story.ts';

const doIt = (request: NonNullable<Remedy['request']>) =>
  callLocal(request.method, request.path.replace(/^\/_tandem\//, ''), request.body);

export const Remedies = ({ remedies }: { remedies: readonly Remedy[] }) =>
  remedies.length === 0 ? null : (
    <section class="panel" aria-label="What helps">
      <h2>Not arrived yet</h2>
      <ul class="bullets">
        {remedies.map(({ entry, says, request }) => (
          <li key={entry}>
            {says} {request && <ActionButton act={() => doIt(request)}>Do it</ActionButton>}
          </li>
        ))}
      </ul>
    </section>
  );

/** Orders cost fractions of a cent: millionths of a dollar are what can be compared. */
const dollars = (usd: number): string => `$${usd.toFixed(usd < 0.01 ? 8 : 4)}`;

const amountOf = (amount: number): string =>
  Number.isInteger(amount) ? count(amount) : amount.toFixed(4);

export const Costs = ({ cost }: { cost: Cost }) => (
  <>
    <p class="line">
      <span>
        <b>{dollars(cost.usd)}</b> on AWS, {dollars(cost.usd * 1_000_000)} for a million like it
      </span>
      {Object.entries(cost.sums).map(([resource, amount]) => (
        <span key={resource} class="soft">
          {amountOf(amount)} {resource}
        </span>
      ))}
    </p>
    <details class="raw">
      <summary>Item by item</summary>
      <Table
        caption="Cost"
        rows={cost.lines}
        columns={[
          { name: 'What', cell: ({ resource }) => resource },
          { name: 'Of', cell: ({ of }) => of, class: 'long' },
          { name: 'Amount', cell: ({ amount }) => amountOf(amount), class: 'number' },
          {
            name: 'Dollars',
            cell: ({ usd }) => (usd === null ? '–' : dollars(usd)),
            class: 'number',
          },
        ]}
        keyOf={({ resource, of }) => `${resource} ${of}`}
        empty="Nothing was counted."
      />
    </details>
  </>
);
