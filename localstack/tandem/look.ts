// All there is to see: what runs, what it says, what has become of an order, what is in the tables.
import { createEvents, type EventSources } from './events/events.ts';
import { type WatchedParts, watchedOf } from './events/watched.ts';
import { type MapSources, mapRoutes } from './map/map.ts';
import { createOrderReader, type OrderSources } from './order/orders.ts';
import type { Route } from './routing.ts';
import { type StatusSources, statusRoutes } from './status.ts';
import { type TableSources, tableRoutes } from './tables.ts';
import { type TelemetrySources, telemetryRoutes } from './traces.ts';

export type SeenParts = StatusSources &
  TableSources &
  MapSources &
  WatchedParts &
  OrderSources &
  Omit<TelemetrySources, 'idsOf'> &
  Pick<EventSources, 'logs' | 'traces'>;

export function lookRoutes(parts: SeenParts): { routes: readonly Route[]; stop(): void } {
  const events = createEvents({ ...parts, watched: watchedOf(parts) });
  const orders = createOrderReader(parts);
  return {
    routes: [
      ...statusRoutes(parts),
      events.route,
      ...telemetryRoutes({ ...parts, idsOf: orders.idsOf }),
      ...orders.routes,
      ...tableRoutes(parts),
      ...mapRoutes(parts),
    ],
    stop: events.stop,
  };
}
