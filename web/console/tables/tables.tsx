// Tables: items of a partition, or a page of all; each as it is stored.
import { useState } from 'preact/hooks';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Choice } from '../parts/form.tsx';
import { short } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Json } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Item = Readonly<Record<string, unknown>>;

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

const Items = ({ name, partition }: { name: string; partition: string }) => {
  const [after, setAfter] = useState('');
  const path = `tables/${name}?limit=100${partition && `&pk=${encodeURIComponent(partition)}`}${after && `&after=${after}`}`;
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
        </>
      )}
    </Loaded>
  );
};

export const Page = () => {
  const { chosen, choose } = useChoices();
  const [typed, setTyped] = useState(chosen('pk'));
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
      <Loaded query={useLocal<{ name: string }[]>('tables', { everyMs: false })}>
        {(tables) => {
          const name = chosen('table') || (tables[0]?.name ?? '');
          return (
            <>
              <p class="line">
                <Choice
                  label="Table"
                  name="table"
                  value={name}
                  options={tables.map((one) => [one.name, short(one.name)] as const)}
                  onPick={(table) => choose({ table })}
                />
              </p>
              <Items key={`${name} ${chosen('pk')}`} name={name} partition={chosen('pk')} />
            </>
          );
        }}
      </Loaded>
    </>
  );
};
