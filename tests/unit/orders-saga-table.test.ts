// The declared saga is the one that is carried out: its steps, answers, compensations, deadlines, its pivot and its page.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OrderCommand, SystemCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderState } from '../../containers/orders/domain/order.ts';
import { news, type Step, saga, steps } from '../../containers/orders/domain/saga.ts';
import { messageHandlers } from '../../containers/orders/messages.ts';
import * as payments from '../../events/messages/payments.ts';
import * as products from '../../events/messages/products.ts';
import { facts } from '../../events/routes.ts';
import { at, orders, replies, run, wishes } from '../support/orders.ts';
import { sagaPage } from '../support/saga-page.ts';

type Began = readonly [OrderState, OrderCommand];

/** What makes the fact after which a step is asked for. */
const begins: Readonly<Record<keyof typeof saga, Began>> = {
  reserve: [orderDecider.initial, wishes.place],
  authorize: [orders.pending_stock, replies.reserved],
  sell: [orders.confirmed, wishes.ship],
  capture: [orders.confirmed, wishes.ship],
  release: [orders.confirmed, wishes.cancel],
  void: [orders.confirmed, wishes.cancel],
  restock: [orders.returned, wishes.receiveReturn],
  refund: [orders.delivered, wishes.refund],
};

const everyLine = { ...wishes.requestReturn, lines: wishes.place.lines };
const returning = run(orders.delivered, everyLine).state;

const begin = (name: keyof typeof saga) => {
  const [state, command] = begins[name];
  return run(name === 'restock' ? returning : state, command);
};

const sent = ({ events, state }: ReturnType<typeof run>): string[] =>
  events.flatMap((event) => orderDecider.react(event, state)).map(({ type }) => type);

const replyTo = (recordedBy: SystemCommand['type']): OrderCommand => {
  const found = Object.values(replies).find(({ type }) => type === recordedBy);
  if (found === undefined) throw new Error(`no sample of ${recordedBy}`);
  return found;
};

const names = Object.keys(saga) as (keyof typeof saga)[];
const stepOf = (name: keyof typeof saga): Step => saga[name];

describe.each(names)('%s', (name) => {
  const step = stepOf(name);

  it('is asked for after its fact, and the order waits where it says', () => {
    const begun = begin(name);
    expect(begun.events.map(({ type }) => type)).toContain(step.after);
    expect(sent(begun)).toContain(step.asks.type);
    expect(begun.state.status).toBe(step.during);
  });

  it('is led on by its answers to where it says, and by each of them once', () => {
    for (const { recordedBy, leadsTo } of step.answers) {
      const answered = run(begin(name).state, replyTo(recordedBy));
      expect(leadsTo, recordedBy).toContain(answered.state.status);
      const again = run(answered.state, replyTo(recordedBy));
      expect(again.events, `${recordedBy} again`).toEqual([]);
    }
  });

  it('waits as long as it says, and then the order is what it says', () => {
    if (step.patience === undefined) return;
    const { state } = begin(name);
    const due = (milliseconds: number) =>
      run(state, {
        type: 'check-deadline',
        at: new Date(Date.parse(at) + milliseconds).toISOString(),
      });
    expect(due(step.patience - 1).events).toEqual([]);
    const late = due(step.patience);
    expect(late.state.status).toBe(step.late);
    const asked = step.late === step.during ? step.asks : step.undoneBy;
    expect(sent(late)).toContain(asked?.type);
  });
});

describe('the pivot', () => {
  it('is one, and whatever was asked before it is undone when it fails', () => {
    const index = steps.findIndex(({ isPivot }) => isPivot);
    expect(steps.filter(({ isPivot }) => isPivot)).toHaveLength(1);
    const declined = sent(run(orders.pending_payment, replies.declined));
    for (const { undoneBy } of steps.slice(0, index)) expect(declined).toContain(undoneBy?.type);
  });

  it('once passed, no answer and no deadline rejects the order', () => {
    const after = steps.slice(steps.findIndex(({ isPivot }) => isPivot) + 1);
    const leads = after.flatMap(({ answers, late }) => [
      ...answers.flatMap(({ leadsTo }) => leadsTo),
      ...(late === undefined ? [] : [late]),
    ]);
    expect(leads).not.toContain('rejected');
  });
});

describe('what comes late', () => {
  it.each([
    ['reserve', replies.reserved],
    ['authorize', replies.authorized],
  ] as const)('of %s is undone once', (name, reply) => {
    const late = run(begin(name).state, replies.overdue).state;
    const undone = run(late, reply);
    expect(sent(undone)).toEqual([stepOf(name).undoneBy?.type]);
    expect(run(undone.state, reply).events).toEqual([]);
  });
});

describe('the table', () => {
  const contracts = [...Object.values(products), ...Object.values(payments)];

  it('names every command that orders sends', () => {
    const asked = new Set(steps.flatMap(({ asks, undoneBy }) => [asks, undoneBy?.type ?? asks]));
    const types = new Set([...asked].map((each) => (typeof each === 'string' ? each : each.type)));
    const sendable = contracts
      .filter((contract) => 'kind' in contract && contract.kind === 'command')
      .map(({ type }) => type);
    const source = ['react', 'asking']
      .map((file) => readFileSync(`containers/orders/domain/${file}.ts`, 'utf8'))
      .join('');
    const inReact = [...source.matchAll(/message\((products|payments)\.(\w+)/g)].map(
      ([, service, name]) =>
        ({ products, payments })[service as 'products'][name as 'reserveStock'].type,
    );
    const notStep = [payments.noteNothingDue.type];
    expect(sendable).toEqual(expect.arrayContaining(inReact));
    expect(new Set(inReact.filter((type) => !notStep.includes(type)))).toEqual(types);
  });

  it('has an answer for every fact of stock and payment that orders is told', () => {
    const told = facts.filter(({ to }) => (to as readonly string[]).includes('orders'));
    const ofSaga = told.filter(({ type }) => /^(products|payments)\./.test(type));
    const answered = [...steps.flatMap(({ answers }) => answers), ...news];
    expect(new Set(answered.map(({ message }) => message.type))).toEqual(
      new Set(ofSaga.map(({ type }) => type)),
    );
  });

  it('is what the inbox handles', () => {
    const handled = messageHandlers({} as never).map(({ contract }) => contract.type);
    const answered = [...steps.flatMap(({ answers }) => answers), ...news];
    expect(handled).toEqual(expect.arrayContaining(answered.map(({ message }) => message.type)));
    expect(new Set(handled).size).toBe(handled.length);
  });

  it('is the page of the documents', async () => {
    await expect(sagaPage(saga, news)).toMatchFileSnapshot('../../docs/order-saga.md');
  });
});
