// Queues: how deep, how old, what is in them without taking it out, and what becomes of dead letters.
import { useLive } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Loaded } from '../parts/state.tsx';
import { Table } from '../parts/table.tsx';
import { columns, type Queue } from './columns.tsx';
import { Messages } from './messages.tsx';

export const Page = () => {
  const { chosen } = useChoices();
  const queue = chosen('queue');
  useLive<Queue[]>('queues', 'queues', (queues) => queues);
  return (
    <>
      <div class="head">
        <h1>Queues</h1>
      </div>
      <Loaded query={useLocal<Queue[]>('queues')}>
        {(rows) => (
          <>
            <Table
              caption="Queues"
              rows={rows}
              columns={columns}
              keyOf={({ name }) => name}
              empty="There are no queues."
            />
            {queue !== '' && (
              <Messages
                key={queue}
                queue={queue}
                isDead={!rows.some(({ name }) => name === queue)}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
};
