// An aggregate as the console folds it: commit by commit, by the services' own evolve, whatever is stored.
import { describe, expect, it } from 'vitest';
import { absent, type OrderState } from '../../containers/orders/domain/order.ts';
import { stepsOf } from '../../web/console/tables/aggregates.ts';
import { at, orderAfter, replies, run, wishes } from '../support/orders.ts';

const pk = 'ORDER#ord_1';
const commit = (version: number, events: unknown) => ({
  pk,
  sk: `COMMIT#${String(version).padStart(10, '0')}`,
  time: at,
  events,
});

const commands = [wishes.place, replies.reserved, replies.authorized, wishes.ship];

/** As a service has written them. */
const commits = () => {
  let state: OrderState = absent;
  return commands.map((command, index) => {
    const { events, state: next } = run(state, command);
    state = next;
    return commit(index + 1, events);
  });
};

describe('an order', () => {
  it('is after its last commit what the service has of it', () => {
    const steps = stepsOf(pk, [...commits(), { pk, sk: 'SOMETHING#ELSE', events: [] }]);
    expect(steps.map(({ key }) => key)).toEqual(commits().map(({ sk }) => sk));
    expect(steps.at(-1)?.state).toEqual(orderAfter(...commands));
    expect(steps.every(({ fault }) => fault === undefined)).toBe(true);
  });

  it('tells of each commit what it has changed, and nothing else', () => {
    const [placed, , authorized] = stepsOf(pk, commits());
    expect(placed?.changes).toContainEqual({
      at: 'status',
      from: 'absent',
      to: 'pending_stock',
    });
    expect(authorized?.changes).toContainEqual({
      at: 'status',
      from: 'pending_payment',
      to: 'confirmed',
    });
    expect(authorized?.changes.map((change) => change.at)).not.toContain('order.orderId');
    expect(authorized?.changes.every(({ from, to }) => !Object.is(from, to))).toBe(true);
  });
});

it.each([['CART#1'], ['__proto__#1'], ['constructor'], [''], ['order#1']])(
  'a partition %j is of no aggregate',
  (partition) => {
    expect(stepsOf(partition, commits())).toEqual([]);
  },
);

it.each([
  ['no list', 'none'],
  ['nothing', undefined],
  ['no events', [null, 7, 'text']],
])('a commit whose events are %s changes nothing', (_, events) => {
  const [, spoilt] = stepsOf(pk, [commits()[0] ?? {}, commit(2, events)]);
  expect(spoilt).toMatchObject({ events: [], changes: [] });
});

it('what cannot be folded is told with the reason, and the state stays that before it', () => {
  const [first = {}, second = {}] = commits();
  const strange = commit(2, [{ type: 'never-heard-of' }]);
  const [placed, spoilt, later] = stepsOf(pk, [first, strange, { ...second, sk: 'COMMIT#3' }]);
  expect(placed?.fault).toBeUndefined();
  expect([spoilt?.fault, later?.fault]).toEqual([expect.any(String), expect.any(String)]);
  expect([spoilt?.state, later?.state]).toEqual([placed?.state, placed?.state]);
});
