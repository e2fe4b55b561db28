// Tables: items of a partition, of an index, or a page of all, each as it is stored; an aggregate as it came to be.
import { useState } from 'preact/hooks';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Choice } from '../parts/form.tsx';
import { short } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Json } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import type { Item } from './aggregates.ts';
import { Steps } from './steps.tsx';

interface TableOf {
  readonly name: string;
  readonly indexes: readonly { readonly name: string; readonly key: string }[];
}

const keyOf = (item: Item): string => `${String(item.pk)} ${String(item.sk)}`;

const columns: readonly Column<Item>[] = [
  { name: 'Partition key', cell: ({ pk }) => <span class="id">{String(pk)}</span>, class: 'long' },
  { name: 'Sort key', cell: ({ sk }) => <span class="id">{String(sk)}</span>, class: 'long' },
  { name: 'Type', cell: ({ type, status }) => String(type ?? status ?? '–'), class: 'long' },
  {
    name: 'Item',
    cell: (item) => (
      <details class="raw">
        <summary>{Object.keys(item).length} attributes</summary>
        <Json value={item} />
      </details>
    ),
  },
];

interface Wanted {
  readonly name: string;
  readonly index: string;
  readonly partition: string;
}

const Items = ({ name, index, partition }: Wanted) => {
  const [after, setAfter] = useState('');
  const query = new URLSearchParams({ limit: '100' });
  for (const [parameter, value] of Object.entries({ pk: partition, index, after })) {
    if (value !== '') query.set(parameter, value);
  }
  const path = `tables/${encodeURIComponent(name)}?${query}`;
  return (
    <Loaded query={useLocal<{ items: Item[]; next: string | null }>(path)}>
      {({ items, next }) => (
        <>
          <Table
            caption="Items"
            rows={items}
            columns={columns}
            keyOf={keyOf}
            empty="There is nothing here."
          />
          <p class="act">
            {after !== '' && (
              <button type="button" onClick={() => setAfter('')}>
                From the beginning
              </button>
            )}
            {next !== null && (
              <button type="button" onClick={() => setAfter(next)}>
                Next items
              </button>
            )}
          </p>
          {index === '' && <Steps partition={partition} items={items} />}
        </>
      )}
    </Loaded>
  );
};

export const Page = () => {
  const { chosen, choose } = useChoices();
  const [typed, setTyped] = useState(chosen('pk'));
  const index = chosen('index');
  return (
    <>
      <div class="head">
        <h1>Tables</h1>
        <SearchBox
          label="Partition key"
          value={typed}
          onType={setTyped}
          onEnter={() => choose({ pk: typed.trim() })}
        />
      </div>
      <Loaded query={useLocal<TableOf[]>('tables', { everyMs: false })}>
        {(tables) => {
          const name = chosen('table') || (tables[0]?.name ?? '');
          const { indexes = [] } = tables.find((one) => one.name === name) ?? {};
          return (
            <>
              <p class="line">
                <Choice
                  label="Table"
                  name="table"
                  value={name}
                  options={tables.map((one) => [one.name, short(one.name)] as const)}
                  onPick={(table) => choose({ table, index: '' })}
                />
                {indexes.length > 0 && (
                  <Choice
                    label="By"
                    name="index"
                    value={index}
                    options={[
                      ['', 'its own keys'] as const,
                      ...indexes.map((one) => [one.name, `${one.name} (${one.key})`] as const),
                    ]}
                    onPick={(picked) => choose({ index: picked })}
                  />
                )}
              </p>
              <Items
                key={`${name} ${index} ${chosen('pk')}`}
                name={name}
                index={index}
                partition={chosen('pk')}
              />
            </>
          );
        }}
      </Loaded>
    </>
  );
};
