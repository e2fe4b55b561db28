// How an aggregate came to be: each commit with its events, decoded, and what they have changed.
import { moment } from '../parts/format.ts';
import { Json } from '../parts/show.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { type Change, type Item, type Step, stepsOf } from './aggregates.ts';

const said = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

const columns: readonly Column<Change>[] = [
  { name: 'Of the state', cell: ({ at }) => <span class="id">{at}</span>, class: 'long' },
  { name: 'Before', cell: ({ from }) => said(from), class: 'long' },
  { name: 'After', cell: ({ to }) => said(to), class: 'long' },
];

const Commit = ({ step }: { step: Step }) => {
  const { key, time, events, state, changes, fault } = step;
  return (
    <section class="panel" aria-label={key}>
      <h3>{events.map(({ type }) => type).join(', ') || 'no event'}</h3>
      <p class="soft">
        {key} {time !== '' && moment(time)}
      </p>
      {events.map((event, at) => (
        <details class="raw" key={at}>
          <summary>{event.type}</summary>
          <Json value={event} />
        </details>
      ))}
      {fault === undefined ? (
        <>
          <Table
            caption={`Changed by ${key}`}
            rows={changes}
            columns={columns}
            keyOf={({ at }) => at}
            empty="The state is as it was."
          />
          <details class="raw">
            <summary>State afterwards</summary>
            <Json value={state} />
          </details>
        </>
      ) : (
        <p class="trouble" role="alert">
          From here on the state cannot be told: {fault}
        </p>
      )}
    </section>
  );
};

/** Nothing where the partition is of no aggregate. */
export const Steps = ({ partition, items }: { partition: string; items: readonly Item[] }) => {
  const steps = stepsOf(partition, items);
  if (steps.length === 0) return null;
  return (
    <>
      <h2>How it came to be</h2>
      {steps.map((step) => (
        <Commit key={step.key} step={step} />
      ))}
    </>
  );
};
