// Accounts: who there is, what each may do, closing and opening.
import type { ManagedUser } from '../../../events/http/auth/admin.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionButton, ActionForm } from '../parts/form.tsx';
import { SearchBox } from '../parts/search.tsx';
import { Age, Badge } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

const roles = ['customer', 'support', 'fulfilment', 'admin'];

const Roles = ({ user }: { user: ManagedUser }) => (
  <ActionForm
    title="Roles"
    verb="Set"
    act={(values) =>
      change('PUT', `/admin/users/${user.id}/roles`, {
        roles: roles.filter((role) => role in values),
      })
    }
  >
    {roles.map((role) => (
      <label key={role} class="tick">
        <input type="checkbox" name={role} defaultChecked={user.roles.includes(role)} /> {role}
      </label>
    ))}
  </ActionForm>
);

const columns: readonly Column<ManagedUser>[] = [
  { name: 'Name', cell: ({ name }) => name, class: 'long' },
  { name: 'E-mail', cell: ({ email }) => email, class: 'long' },
  { name: 'Roles', cell: ({ roles: has }) => has.join(', ') },
  { name: 'State', cell: ({ status }) => <Badge state={status} /> },
  { name: 'Second factor', cell: ({ mfaEnabled }) => (mfaEnabled ? 'on' : 'off') },
  { name: 'Since', cell: ({ createdAt }) => <Age time={createdAt} />, class: 'number' },
  {
    name: 'Do',
    cell: (user) => (
      <span class="act">
        <Roles user={user} />
        {user.status === 'disabled' ? (
          <ActionButton act={() => change('POST', `/admin/users/${user.id}/enable`)}>
            Open
          </ActionButton>
        ) : (
          <ActionButton
            asks="Close the account?"
            act={() => change('POST', `/admin/users/${user.id}/disable`)}
          >
            Close
          </ActionButton>
        )}
      </span>
    ),
  },
];

export const Page = () => {
  const { chosen, choose } = useChoices();
  const q = chosen('q');
  const isAddress = /^\S+@\S+$/.test(q);
  const path = `/admin/users?limit=100${isAddress ? `&email=${encodeURIComponent(q)}` : ''}`;
  const fits = ({ name, email }: ManagedUser) =>
    isAddress || `${name} ${email}`.toLowerCase().includes(q.toLowerCase());
  return (
    <>
      <div class="head">
        <h1>People</h1>
        <SearchBox label="Name or e-mail" value={q} onType={(text) => choose({ q: text }, true)} />
      </div>
      <LoadedTable
        query={useApi<{ items: ManagedUser[] }>(path, { everyMs: 10_000 })}
        caption="People"
        rows={({ items }) => items.filter(fits)}
        columns={columns}
        keyOf={({ id }) => id}
        empty="Nobody fits. A whole address finds accounts that are not on this page."
      />
    </>
  );
};
