// OAuth clients: programs that act for themselves, by their scopes; a secret is shown once.
import { useState } from 'preact/hooks';
import type { ClientWithSecret, ManagedClient } from '../../../events/http/auth/admin.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { ActionButton, ActionForm, Field, Tick } from '../parts/form.tsx';
import { Age } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

const scopes = ['inventory:read', 'inventory:write', 'orders:fulfil', 'webhooks:manage'];

type Show = (client: ClientWithSecret) => void;

const pathOf = (clientId: string): string => `/admin/clients/${encodeURIComponent(clientId)}`;

const columnsFor = (show: Show): readonly Column<ManagedClient>[] => [
  { name: 'Name', cell: ({ name }) => name, class: 'long' },
  { name: 'Id', cell: ({ clientId }) => <span class="id">{clientId}</span> },
  { name: 'May', cell: (client) => client.scopes.join(', '), class: 'long' },
  { name: 'Since', cell: ({ createdAt }) => <Age time={createdAt} />, class: 'number' },
  {
    name: 'Do',
    cell: ({ clientId }) => (
      <span class="act">
        <ActionButton
          asks="The old one ends in a day"
          act={async () => show(await change('POST', `${pathOf(clientId)}/secret`))}
        >
          New secret
        </ActionButton>
        <ActionButton asks="Remove it?" act={() => change('DELETE', pathOf(clientId))}>
          Remove
        </ActionButton>
      </span>
    ),
  },
];

const register = (show: Show) => async (values: Record<string, string>) => {
  const given = scopes.filter((scope) => scope in values);
  show(await change('POST', '/admin/clients', { name: values.name, scopes: given }));
};

export const Page = () => {
  const [shown, show] = useState<ClientWithSecret>();
  return (
    <>
      <div class="head">
        <h1>OAuth clients</h1>
        <ActionForm title="Register a client" verb="Register" act={register(show)}>
          <Field label="Name" name="name" />
          {scopes.map((scope) => (
            <Tick key={scope} name={scope} />
          ))}
        </ActionForm>
      </div>
      {shown && (
        <p class="panel" role="status">
          The secret of <span class="id">{shown.clientId}</span>, shown this once:{' '}
          <code>{shown.clientSecret}</code>
        </p>
      )}
      <LoadedTable
        query={useApi<{ items: ManagedClient[] }>('/admin/clients?limit=100', { everyMs: 10_000 })}
        caption="OAuth clients"
        rows={({ items }) => items}
        columns={columnsFor(show)}
        keyOf={({ clientId }) => clientId}
        empty="No program has been let in yet."
      />
    </>
  );
};
