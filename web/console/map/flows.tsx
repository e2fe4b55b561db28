// What flows, in a table.
import { count } from '../parts/format.ts';
import { type Column, Table } from '../parts/table.tsx';
import type { Flow } from './layout.ts';
import { flowKey, type Rates } from './rates.ts';

const columnsOf = (rates: Rates): readonly Column<Flow>[] => [
  { name: 'From', cell: ({ from }) => from },
  { name: 'To', cell: ({ to }) => to },
  { name: 'As', cell: ({ kind }) => kind },
  {
    name: 'Messages',
    cell: ({ types }) =>
      types.length > 3 ? (
        <details class="raw">
          <summary>{types.length} types</summary>
          {types.join(', ')}
        </details>
      ) : (
        types.join(', ')
      ),
    class: 'long',
  },
  { name: 'Since the start', cell: (flow) => count(flow.count), class: 'number' },
  {
    name: 'A second',
    cell: (flow) => (rates.get(flowKey(flow)) ?? 0).toFixed(1),
    class: 'number',
  },
  { name: 'Errors', cell: ({ errors }) => count(errors), class: 'number' },
];

export const Flows = ({ flows, rates }: { flows: readonly Flow[]; rates: Rates }) => (
  <Table
    caption="Flows"
    rows={flows}
    columns={columnsOf(rates)}
    keyOf={flowKey}
    empty="Nothing flows to or from it."
  />
);
