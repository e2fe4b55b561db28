// What the template has made, by stack; of secrets and parameters the names only.
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { SearchBox } from '../parts/search.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly logicalId: string;
  readonly stack: string;
}

const columns: readonly Column<Resource>[] = [
  { name: 'Type', cell: ({ type }) => type.replace(/^AWS::/, '') },
  { name: 'Name', cell: ({ name }) => name, class: 'long' },
  { name: 'Stack', cell: ({ stack }) => stack },
  { name: 'Logical id', cell: ({ logicalId }) => logicalId, class: 'long' },
];

export const Page = () => {
  const { chosen, choose } = useChoices();
  const wanted = chosen('q').toLowerCase();
  const fits = (resource: Resource) =>
    Object.values(resource).join(' ').toLowerCase().includes(wanted);
  return (
    <>
      <div class="head">
        <h1>Resources</h1>
        <SearchBox
          label="Type, name or stack"
          value={chosen('q')}
          onType={(q) => choose({ q }, true)}
        />
      </div>
      <LoadedTable
        query={useLocal<{ resources: Resource[] }>('status', { everyMs: 10_000 })}
        caption="Resources"
        rows={({ resources }) => resources.filter(fits)}
        columns={columns}
        keyOf={({ stack, logicalId }) => `${stack} ${logicalId}`}
        empty="Nothing fits."
      />
    </>
  );
};
