// Traces, newest first.
import { Link } from 'wouter-preact';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Choice } from '../parts/form.tsx';
import { count, duration } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Age, Badge } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

interface Summary {
  readonly traceId: string;
  readonly name: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly services: readonly string[];
  readonly failed: boolean;
}

const columns: readonly Column<Summary>[] = [
  {
    name: 'Began with',
    cell: ({ traceId, name }) => <Link href={`/traces/${traceId}`}>{name || traceId}</Link>,
    class: 'long',
  },
  { name: 'State', cell: ({ failed }) => <Badge state={failed ? 'failed' : 'ok'} /> },
  {
    name: 'Through',
    cell: ({ services }) => (
      <span class="line">
        {services.map((service) => (
          <span key={service} class={`of-${service}`}>
            <i class="dot" /> {service}
          </span>
        ))}
      </span>
    ),
  },
  { name: 'Spans', cell: ({ spans }) => count(spans), class: 'number' },
  { name: 'Took', cell: ({ durationMs }) => duration(durationMs), class: 'number' },
  { name: 'When', cell: ({ startedAt }) => <Age time={startedAt} />, class: 'number' },
];

export const Page = () => {
  const { chosen, choose } = useChoices();
  const status = chosen('status');
  const text = chosen('q');
  const path = `traces?limit=100${status && `&status=${status}`}${text && `&text=${encodeURIComponent(text)}`}`;
  return (
    <>
      <div class="head">
        <h1>Traces</h1>
        <SearchBox
          label="Order, route, message or any attribute"
          value={text}
          onType={(q) => choose({ q }, true)}
        />
        <Choice
          label="State"
          name="status"
          value={status}
          options={[['', 'all'], 'ok', ['error', 'failed']]}
          onPick={(value) => choose({ status: value })}
        />
      </div>
      <LoadedTable
        query={useLocal<{ traces: Summary[] }>(path, { everyMs: 2_000 })}
        caption="Traces"
        rows={({ traces }) => traces}
        columns={columns}
        keyOf={({ traceId }) => traceId}
        empty="No trace fits. Some of the requests are traced; place an order to see one."
      />
    </>
  );
};
