// The tree of categories: names, places, and what is in each.
import type { Category } from '../../../events/http/products/products.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { ActionForm, Field } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { type Column, LoadedTable } from '../parts/table.tsx';

const name = (id: string, { name: wanted, parent = '' }: Record<string, string>) =>
  change('PUT', `/categories/${encodeURIComponent(id)}`, {
    name: wanted,
    parent: parent === '' ? null : parent,
  });

const Fields = ({ of: category }: { of?: Category }) => (
  <>
    <Field label="Name" name="name" value={category?.name ?? ''} />
    <Field label="Below (id)" name="parent" value={category?.parent ?? ''} optional />
  </>
);

const columns: readonly Column<Category>[] = [
  { name: 'Category', cell: ({ id }) => <span class="id">{id}</span> },
  { name: 'Name', cell: (category) => category.name, class: 'long' },
  { name: 'Below', cell: ({ parent }) => parent ?? '–' },
  { name: 'Active products', cell: ({ products }) => count(products), class: 'number' },
  {
    name: 'Do',
    cell: (category) => (
      <ActionForm title="Edit" verb="Save" act={(values) => name(category.id, values)}>
        <Fields of={category} />
      </ActionForm>
    ),
  },
];

export const Page = () => (
  <>
    <div class="head">
      <h1>Categories</h1>
      <ActionForm
        title="Add a category"
        verb="Add"
        act={({ id = '', ...values }) => name(id, values)}
      >
        <Field label="Id" name="id" pattern="[a-z0-9\-]{1,60}" placeholder="kitchen" />
        <Fields />
      </ActionForm>
    </div>
    <LoadedTable
      query={useApi<{ items: Category[] }>('/categories')}
      caption="Categories"
      rows={({ items }) => items}
      columns={columns}
      keyOf={({ id }) => id}
      empty="There are no categories."
    />
  </>
);
