// What is shown of each queue.
import { Link } from 'wouter-preact';
import { callLocal } from '../data/calls.ts';
import { ActionButton } from '../parts/form.tsx';
import { count, duration, short } from '../parts/format.ts';
import { Spark } from '../parts/spark.tsx';
import type { Column } from '../parts/table.tsx';

export interface Queue {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed?: number;
  readonly oldestAgeSeconds?: number | null;
  readonly deadLetter: { readonly name: string; readonly visible: number } | null;
}

const Depth = ({ name, visible }: { name: string; visible: number }) => (
  <span class="depth">
    <Spark name={name} value={visible} /> {count(visible)}
  </span>
);

export const columns: readonly Column<Queue>[] = [
  { name: 'Queue', cell: ({ name }) => <Link href={`/queues?queue=${name}`}>{short(name)}</Link> },
  { name: 'Waiting', cell: (queue) => <Depth {...queue} />, class: 'number' },
  { name: 'In flight', cell: ({ inFlight }) => count(inFlight), class: 'number' },
  { name: 'Delayed', cell: ({ delayed = 0 }) => count(delayed), class: 'number' },
  {
    name: 'Oldest',
    cell: ({ oldestAgeSeconds: age }) =>
      age === null || age === undefined ? '–' : duration(age * 1000),
    class: 'number',
  },
  {
    name: 'Dead letters',
    cell: ({ deadLetter }) =>
      deadLetter && (
        <Link
          href={`/queues?queue=${deadLetter.name}`}
          class={deadLetter.visible > 0 ? 'badge bad' : ''}
        >
          {count(deadLetter.visible)}
        </Link>
      ),
    class: 'number',
  },
  {
    name: 'All of them',
    cell: ({ deadLetter }) =>
      deadLetter !== null &&
      deadLetter.visible > 0 && (
        <ActionButton act={() => callLocal('POST', `queues/${deadLetter.name}/redrive`, {})}>
          Redrive
        </ActionButton>
      ),
  },
];
