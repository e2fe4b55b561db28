// What runs: functions with what became of their invocations, containers, and the processes around them.
import { useLive } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Loaded } from '../parts/state.tsx';
import { LoadedTable, Table } from '../parts/table.tsx';
import { type FunctionState, functions, type Process, processes } from './columns.tsx';
import { Invoke } from './invoke.tsx';

export const Page = () => {
  const { chosen } = useChoices();
  const name = chosen('function');
  const status = useLocal<{ processes: Process[] }>('status', { everyMs: 2_000 });
  const states = useLocal<FunctionState[]>('functions');
  useLive<{ functions: FunctionState[] }>('processes', 'functions', ({ functions }) => functions);
  return (
    <>
      <div class="head">
        <h1>Functions and containers</h1>
      </div>
      <Loaded query={states}>
        {(rows) => (
          <>
            {name !== '' && (
              <Invoke key={name} name={name} state={rows.find((one) => one.name === name)} />
            )}
            <Table
              caption="Functions"
              rows={rows}
              columns={functions}
              keyOf={(one) => one.name}
              empty="There are no functions."
            />
          </>
        )}
      </Loaded>
      <h2>Containers and what is around them</h2>
      <LoadedTable
        query={status}
        caption="Processes"
        rows={({ processes: all }) => all.filter(({ kind }) => kind !== 'function')}
        columns={processes}
        keyOf={({ pid }) => String(pid)}
        empty="Nothing runs."
      />
    </>
  );
};
