// What was said about an order.
import { useLocal } from '../data/queries.ts';
import type { LogLine } from '../logs/line.ts';
import { Lines } from '../logs/lines.tsx';
import { Empty, Loaded } from '../parts/state.tsx';

/** `path` is the order's id, encoded. */
export const Said = ({ path }: { path: string }) => (
  <Loaded query={useLocal<{ lines: LogLine[] }>(`logs?limit=200&order=${path}`)}>
    {({ lines }) =>
      lines.length === 0 ? <Empty>Nothing.</Empty> : <Lines lines={lines} label="Log lines" />
    }
  </Loaded>
);
