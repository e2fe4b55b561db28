// How orders are followed live: the streams that are open, and what they are told by.
import type { Readable } from '../../../platform/data/readable.ts';
import type { Table } from '../../../platform/data/table.ts';
import { createEventStreams, type EventStreams } from '../../../platform/http/event-streams.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { OrderObserver } from '../commands.ts';
import { createOrderStore } from '../store.ts';
import { createFollowers } from './followers.ts';
import { createStreamOrder, type StreamOrder } from './order-stream.ts';

export interface Following {
  readonly streams: EventStreams;
  readonly streamOrder: StreamOrder;
  readonly observer: OrderObserver;
}

export const composeFollowing = ({
  table,
  readable,
  clock,
  log,
}: {
  readonly table: Table;
  readonly readable: Pick<Readable, 'note'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): Following => {
  const store = createOrderStore(table, readable);
  const streams = createEventStreams();
  const followers = createFollowers({ store, log });
  return {
    streams,
    streamOrder: createStreamOrder({ store, followers, streams, clock }),
    observer: (orderId, { kind }) => {
      if (kind === 'committed') followers.notify(orderId);
    },
  };
};
