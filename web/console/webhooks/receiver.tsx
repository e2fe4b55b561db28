// The receiver of the embedded cloud: an endpoint that points at it, and what came in with its signature judged.
import type { WebhookEndpoint } from '../../../events/http/webhooks.ts';
import { callLocal, change } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { ActionButton } from '../parts/form.tsx';
import { Age, Json } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

interface Received {
  readonly at: string;
  readonly id: string | null;
  readonly type: string | null;
  readonly fault: string | null;
  readonly body: unknown;
}

const signatures: Readonly<Record<string, string>> = {
  id: 'not signed',
  timestamp: 'too old, or of another clock',
  signature: 'not by a secret that is known here',
  'too-many': 'too many signatures',
};

const columns: readonly Column<Received>[] = [
  { name: 'When', cell: ({ at }) => <Age time={at} />, class: 'number' },
  { name: 'Event', cell: ({ type }) => type ?? '–', class: 'long' },
  {
    name: 'Signature',
    cell: ({ fault }) => (
      <span class={`badge ${fault === null ? 'good' : 'bad'}`}>
        {fault === null ? 'verified' : (signatures[fault] ?? fault)}
      </span>
    ),
  },
  {
    name: 'Body',
    cell: ({ id, body }) => (
      <details class="raw">
        <summary>{id ?? 'no id'}</summary>
        <Json value={body} />
      </details>
    ),
    class: 'long',
  },
];

/** The secret is shown this once, and told to the receiver, which judges by it. */
const point = async (): Promise<void> => {
  const { url } = await callLocal<{ url: string }>('GET', 'receiver');
  const { secret } = await change<WebhookEndpoint>('POST', '/webhook-endpoints', {
    url,
    eventTypes: ['*'],
    description: 'Receiver of the embedded cloud',
  });
  await callLocal('POST', 'receiver/secrets', { secret });
};

export const Receiver = () => (
  <>
    <div class="head">
      <h2>Receiver</h2>
      <ActionButton act={point}>Add an endpoint that points here</ActionButton>
      <ActionButton act={() => callLocal('DELETE', 'receiver')}>Clear</ActionButton>
    </div>
    <LoadedTable
      query={useLocal<{ received: Received[] }>('receiver', { everyMs: 1_000 })}
      caption="Received"
      rows={({ received }) => received}
      columns={columns}
      keyOf={({ id, at }) => `${id} ${at}`}
      empty="Nothing has come in since the start."
    />
  </>
);
