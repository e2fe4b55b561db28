// P13: an order of a hundred commits made from the bytes of the database's answer, beside parsing the same bytes.

import type { OrderCommand } from '../../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../../containers/orders/domain/decider.ts';
import { createOrderStore } from '../../../containers/orders/store.ts';
import { fromAttributes, toAttributes } from '../../../platform/data/dynamodb/attributes.ts';
import type { Item, Table } from '../../../platform/data/table.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { at, orderId, replies, run, wishes } from '../../support/orders.ts';
import type { Goal } from '../goal.ts';
import { median } from '../statistics.ts';

const rounds = 31;
const times = 20;
const commits = 100;

/** A Query's answer: an order that is placed, confirmed, and has its address changed again and again. */
const wire = (): string => {
  const changes = Array.from({ length: commits - 3 }, (_, n) => ({
    ...wishes.changeAddress,
    shippingAddress: { ...wishes.changeAddress.shippingAddress, line1: `${n} Harbour Street` },
  }));
  const commands: readonly OrderCommand[] = [
    ...[wishes.place, replies.reserved, replies.authorized],
    ...changes,
  ];
  let state = orderDecider.initial as ReturnType<typeof run>['state'];
  let version = 0;
  const items: Item[] = commands.map((command) => {
    const { state: after, events } = run(state, command);
    const sk = `COMMIT#${String(version + 1).padStart(10, '0')}`;
    state = after;
    version += events.length;
    return { pk: `ORDER#${orderId}`, sk, events, time: at, correlationId: 'request-0001' };
  });
  return JSON.stringify({ Items: items.map(toAttributes) });
};

/** CPU milliseconds of one. */
const costOf = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  for (let count = 0; count < times; count += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
};

export const rebuild: Goal = {
  names: ['P13'],
  measure: async ({ random, log }) => {
    const text = wire();
    const query = async () => JSON.parse(text).Items.map(fromAttributes);
    const store = createOrderStore({ ...createMemoryTable(), query } as Table);
    const subject = async () => {
      const { state } = await store.load(orderId);
      if (state.status !== 'confirmed') throw new Error(`the order is ${state.status}`);
    };
    const floor = () => JSON.parse(text);
    for (let warm = 0; warm < 10; warm += 1) {
      await costOf(floor);
      await costOf(subject);
    }
    const samples: number[] = [];
    const absolute: number[] = [];
    const control: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const floorFirst = random() < 0.5;
      const before = floorFirst ? await costOf(floor) : 0;
      const ours = await costOf(subject);
      const bare = floorFirst ? before : await costOf(floor);
      control.push((await costOf(floor)) / bare);
      samples.push(ours / bare);
      absolute.push(ours);
    }
    log(`P13: ${text.length} bytes, ${median(absolute).toFixed(2)} ms`);
    return [
      {
        goal: 'P13',
        what: `rebuild of an order of ${commits} commits ÷ JSON.parse of the same bytes`,
        samples,
        limit: { atMost: 2 },
        details: { rebuildCpuMs: median(absolute) },
        control: median(control),
      },
    ];
  },
};
