// Where merchants are told: endpoints, what was delivered to each, and sending it again.
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { WebhookDelivery, WebhookEndpoint } from '../../../events/http/webhooks.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionButton, ActionForm, Field } from '../parts/form.tsx';
import { Age, Badge, Json } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';
import { Receiver } from './receiver.tsx';
import { SendAgain } from './send-again.tsx';

const endpoints: readonly Column<WebhookEndpoint>[] = [
  {
    name: 'Endpoint',
    cell: ({ id, url }) => <Link href={`/webhooks?endpoint=${id}`}>{url}</Link>,
    class: 'long',
  },
  { name: 'State', cell: ({ status }) => <Badge state={status} /> },
  { name: 'Told of', cell: ({ eventTypes }) => eventTypes.join(', '), class: 'long' },
  { name: 'Description', cell: ({ description }) => description ?? '–', class: 'long' },
  {
    name: 'Do',
    cell: ({ id }) => (
      <ActionButton asks="Remove it?" act={() => change('DELETE', `/webhook-endpoints/${id}`)}>
        Remove
      </ActionButton>
    ),
  },
];

const deliveries: readonly Column<WebhookDelivery>[] = [
  { name: 'Event', cell: ({ eventType }) => eventType },
  { name: 'State', cell: ({ status }) => <Badge state={status} /> },
  {
    name: 'Attempts',
    cell: ({ attempts }) => (
      <details class="raw">
        <summary>{attempts.length}</summary>
        <Json value={attempts} />
      </details>
    ),
  },
  { name: 'Last', cell: ({ attempts }) => <Age time={attempts.at(-1)?.at} />, class: 'number' },
  { name: 'Next', cell: ({ nextAttemptAt }) => <Age time={nextAttemptAt} />, class: 'number' },
  {
    name: 'Do',
    cell: ({ id }) => <SendAgain delivery={id} />,
  },
];

const Deliveries = ({ endpoint }: { endpoint: string }) => {
  const path = `/webhook-endpoints/${encodeURIComponent(endpoint)}/deliveries?limit=100`;
  return (
    <>
      <h2>Deliveries</h2>
      <LoadedTable
        query={useApi<{ items: WebhookDelivery[] }>(path)}
        caption="Deliveries"
        rows={({ items }) => items}
        columns={deliveries}
        keyOf={({ id }) => id}
        empty="Nothing was sent to it yet."
      />
    </>
  );
};

export const Page = () => {
  const { chosen } = useChoices();
  const [secret, setSecret] = useState('');
  const endpoint = chosen('endpoint');
  const add = async ({ url }: Record<string, string>) => {
    const made = await change<WebhookEndpoint>('POST', '/webhook-endpoints', {
      url,
      eventTypes: ['*'],
    });
    setSecret(made.secret ?? '');
  };
  return (
    <>
      <div class="head">
        <h1>Webhooks</h1>
        <ActionForm title="Add an endpoint" verb="Add" act={add}>
          <Field label="URL" name="url" type="url" placeholder="http://localhost:8080/hook" />
        </ActionForm>
      </div>
      {secret !== '' && (
        <p class="panel" role="status">
          Its secret, shown this once: <code>{secret}</code>
        </p>
      )}
      <LoadedTable
        query={useApi<{ items: WebhookEndpoint[] }>('/webhook-endpoints?limit=100')}
        caption="Endpoints"
        rows={({ items }) => items}
        columns={endpoints}
        keyOf={({ id }) => id}
        empty="No merchant wants to be told yet."
      />
      {endpoint !== '' && <Deliveries key={endpoint} endpoint={endpoint} />}
      <Receiver />
    </>
  );
};
