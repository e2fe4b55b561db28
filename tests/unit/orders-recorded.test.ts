// Streams as they were recorded fold to the same order for ever, whatever the code has become: new files are added here, none is changed.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { OrderState } from '../../containers/orders/domain/order.ts';
import { orderShape } from '../../containers/orders/order-shape.ts';

interface Stream {
  readonly events: readonly OrderEvent[];
  readonly state: OrderState;
}

const folder = new URL('../data/orders/', import.meta.url);
const streams = readdirSync(folder).map((file): [string, Stream] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
]);

it.each(streams)('%s', (_, { events, state }) => {
  expect(events.reduce(orderDecider.evolve, orderDecider.initial)).toEqual(state);
});

it.each(streams)('%s has the shape of what can be read', (_, { state }) => {
  expect(orderShape(state)).toBeUndefined();
});

it('there is a recording of every event', () => {
  const source = new URL('../../containers/orders/domain/events.ts', import.meta.url);
  const known = [...readFileSync(source, 'utf8').matchAll(/Fact<'([a-z-]+)'>/g)].map(
    ([, type]) => type,
  );
  const recorded = new Set(streams.flatMap(([, { events }]) => events.map(({ type }) => type)));
  expect([...recorded].sort()).toEqual([...known].sort());
});
