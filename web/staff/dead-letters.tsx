// What died in the queues of each service: looked at, sent back or thrown away by the public API.
import { Link } from 'wouter-preact';
import type {
  DeadLetterView as Letter,
  DeadLetterQueue as Queue,
} from '../../events/http/dead-letters.ts';
import { change } from '../console/data/calls.ts';
import { useApi } from '../console/data/queries.ts';
import { useChoices } from '../console/parts/choose.ts';
import { ActionButton } from '../console/parts/form.tsx';
import { count } from '../console/parts/format.ts';
import { Age, Json } from '../console/parts/show.tsx';
import { type Column, LoadedTable } from '../console/parts/table.tsx';

const pathOf = (service: string): string => `/admin/dead-letters/${encodeURIComponent(service)}`;

const queues: readonly Column<Queue>[] = [
  {
    name: 'Service',
    cell: ({ service }) => (
      <Link href={`/dead-letters?service=${encodeURIComponent(service)}`}>{service}</Link>
    ),
  },
  { name: 'Dead letters', cell: ({ messages }) => count(messages), class: 'number' },
];

const Do = ({ service, letter }: { service: string; letter: Letter }) => {
  const only = { id: letter.id ?? letter.letterId };
  return (
    <span class="act">
      {letter.from !== null && (
        <ActionButton act={() => change('POST', `${pathOf(service)}/redrive`, only)}>
          Redrive
        </ActionButton>
      )}
      <ActionButton
        asks="Throw it away?"
        act={() => change('POST', `${pathOf(service)}/purge`, only)}
      >
        Purge
      </ActionButton>
    </span>
  );
};

const lettersOf = (service: string): readonly Column<Letter>[] => [
  { name: 'Message', cell: ({ type }) => type ?? 'no message of ours', class: 'long' },
  { name: 'About', cell: ({ subject }) => <span class="id">{subject ?? '–'}</span> },
  { name: 'Why', cell: ({ reason }) => reason ?? 'its consumer ended', class: 'long' },
  { name: 'Tried', cell: ({ receives }) => count(receives), class: 'number' },
  { name: 'Died', cell: ({ diedAt }) => <Age time={diedAt} />, class: 'number' },
  {
    name: 'As it was sent',
    cell: ({ body }) => (
      <details class="raw">
        <summary>Message</summary>
        <Json value={body} />
      </details>
    ),
  },
  { name: 'Do', cell: (letter) => <Do service={service} letter={letter} /> },
];

const Letters = ({ service }: { service: string }) => (
  <>
    <div class="head">
      <h2>{service}</h2>
      <ActionButton act={() => change('POST', `${pathOf(service)}/redrive`, {})}>
        Redrive all
      </ActionButton>
    </div>
    <LoadedTable
      query={useApi<{ items: Letter[] }>(`${pathOf(service)}?limit=100`)}
      caption={`Dead letters of ${service}`}
      rows={({ items }) => items}
      columns={lettersOf(service)}
      keyOf={({ letterId }) => letterId}
      empty="Nothing has died here."
    />
  </>
);

export const Page = () => {
  const { chosen } = useChoices();
  const service = chosen('service');
  return (
    <>
      <div class="head">
        <h1>Dead letters</h1>
      </div>
      <LoadedTable
        query={useApi<{ items: Queue[] }>('/admin/dead-letters')}
        caption="Queues"
        rows={({ items }) => items}
        columns={queues}
        keyOf={(queue) => queue.service}
        empty="There are no dead-letter queues."
      />
      {service !== '' && <Letters key={service} service={service} />}
    </>
  );
};
