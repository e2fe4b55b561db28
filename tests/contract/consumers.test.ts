// Each consumer says what it reads of a message and is handed no more; what producers send holds all of it.
import { describe, expect, it } from 'vitest';
import { messageHandlers as ordersHandlers } from '../../containers/orders/messages.ts';
import { messageHandlers as productsHandlers } from '../../containers/products/messages.ts';
import type { Envelope } from '../../events/envelope.ts';
import { commands, facts, type Service } from '../../events/routes.ts';
import { notificationHandlers } from '../../functions/notifications/messages.ts';
import { itemOf } from '../../functions/outbox-relay/store.ts';
import { paymentHandlers } from '../../functions/payments/messages.ts';
import { webhookHandlers } from '../../functions/webhooks/messages.ts';
import { exampleMessage } from '../../infra/documents/message-shapes.ts';
import { messageOf } from '../../infra/documents/messages.ts';
import type { MessageHandler } from '../../platform/messaging/inbox.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { startMiniature } from '../support/miniature.ts';
import { shippingAddress } from '../support/orders.ts';

/** What handlers stand on does not matter to what they say of themselves. */
const nothing = {} as never;

const consumers: Readonly<Partial<Record<Service, readonly MessageHandler[]>>> = {
  orders: ordersHandlers(nothing),
  products: productsHandlers(nothing),
  payments: paymentHandlers(nothing),
  webhooks: webhookHandlers(nothing),
  notifications: notificationHandlers(nothing),
};

const readersOf = (type: string) =>
  Object.entries(consumers).flatMap(([service, handlers]) =>
    handlers
      .filter(({ contract }) => contract.type === type)
      .map(({ reads }) => ({ service, reads })),
  );

/** What a reader of this message would miss; a member that the contract calls optional may be missing. */
const missedIn = ({ type, data }: Pick<Envelope, 'type' | 'data'>): string[] => {
  const { required = [] } = messageOf(type).data as { required?: readonly string[] };
  return readersOf(type).flatMap(({ service, reads }) =>
    (reads === 'whole' ? required : reads)
      .filter((member) => required.includes(member) && !Object.hasOwn(data as object, member))
      .map((member) => `${service} reads ${member} of ${type}`),
  );
};

const types = [...facts, ...commands].map(({ type }) => type);
const examples = types.map((type) => exampleMessage(messageOf(type), '/tandem/test'));

const members = ['orders', 'products', 'payments'] as const;

/** What three services have said to each other and to all while orders went their ways. */
const saidInLife = async (): Promise<readonly Envelope[]> => {
  const world = await startMiniature();
  const place = async (key: string, quantity: number, token: string) => {
    const answer = await world.place(`contract-${key}-000`, [{ sku: 'MUG', quantity }], token);
    await world.drain(1);
    const { id } = (answer?.json ?? {}) as { id: string };
    return id;
  };
  const asked = async (wish: string, id: string, body: object | undefined, isStaff: boolean) => {
    const headers = { 'idempotency-key': `contract-${wish}-${id}` };
    const request = { headers, params: { id }, ...(body && { body }) };
    const answer = await world.call(`orders.${wish}`, request, isStaff ? world.asStaff : {});
    expect(answer?.status, `${wish}: ${answer?.body}`).toBeLessThan(300);
    await world.drain(1);
  };
  await place('none', 9, 'tok_approved');
  await place('poor', 1, 'tok_declined');
  await asked('cancel', await place('away', 1, 'tok_approved'), undefined, false);
  const changed = await place('changed', 2, 'tok_approved');
  await asked('cancel-lines', changed, { lines: [{ sku: 'MUG', quantity: 1 }] }, true);
  await asked('change-address', changed, { ...shippingAddress, line1: '2 Harbour Street' }, false);
  const sent = await place('sent', 2, 'tok_approved');
  await asked('ship', sent, { carrier: 'Post', trackingNumber: 'T' }, true);
  await asked('deliver', sent, undefined, true);
  const lines = [{ sku: 'MUG', quantity: 2 }];
  await asked('request-return', sent, { lines, reason: 'blue' }, false);
  const { json } = (await world.call('orders.read', { params: { id: sent } })) ?? {};
  const [{ returnId }] = (json as { returns: [{ returnId: string }] }).returns;
  const headers = { 'idempotency-key': 'contract-receive-return' };
  await world.call(
    'orders.receive-return',
    { headers, params: { id: sent, returnId } },
    world.asStaff,
  );
  await world.drain(1);
  return members.flatMap((name) =>
    world.tables[name]
      .all()
      .flatMap((item) => itemOf({}, name, item).messages.map(({ envelope }) => envelope)),
  );
};

describe('what consumers say', () => {
  it('is said of every message that is delivered to them, and of no other', () => {
    const routed = [...facts, ...commands].flatMap(({ type, to }) =>
      to.map((service) => `${service} ${type}`),
    );
    const said = Object.entries(consumers).flatMap(([service, handlers]) =>
      handlers.map(({ contract }) => `${service} ${contract.type}`),
    );
    expect(said.toSorted()).toEqual(routed.toSorted());
  });

  it('names members that the contract has', () => {
    const unknown = Object.values(consumers)
      .flat()
      .flatMap(({ contract, reads }) => {
        const { properties } = contract.data as unknown as { properties: object };
        return reads === 'whole'
          ? []
          : reads.filter((member) => !Object.hasOwn(properties, member));
      });
    expect(unknown).toEqual([]);
  });
});

describe('what producers send', () => {
  it.each(examples)('$type: the documented example holds all that is read of it', (example) => {
    expect(missedIn(example)).toEqual([]);
  });

  it('holds all that is read of it while orders are rejected, changed, cancelled, sent and returned', async () => {
    const said = await saidInLife();
    expect(said.flatMap(missedIn)).toEqual([]);
    const faults = said.flatMap(({ type, data }) =>
      faultsOf(messageOf(type).data, data).map(
        ({ pointer, detail }) => `${type} ${pointer} ${detail}`,
      ),
    );
    expect(faults).toEqual([]);
    const seen = new Set(said.map(({ type }) => type));
    const rare = [
      'orders.personal-data-erased.v1',
      'payments.note-nothing-due.v1',
      'payments.payment-cleared.v1',
      'payments.payment-flagged.v1',
      'payments.payment-refund-failed.v1',
      'payments.settle-payment.v1',
      'products.import-part.v1',
    ];
    const ofMembers = [...facts, ...commands]
      .filter(({ from }) => from.some((sender) => (members as readonly string[]).includes(sender)))
      .map(({ type }) => type);
    expect(ofMembers.filter((type) => !seen.has(type)).toSorted()).toEqual(rare);
  });

  const planted = examples.flatMap(({ type, data }) =>
    readersOf(type)
      .flatMap(({ reads }) => (reads === 'whole' ? [] : [...reads]))
      .filter((member) =>
        (messageOf(type).data as { required?: string[] }).required?.includes(member),
      )
      .map((member) => [type, member, data as Readonly<Record<string, unknown>>] as const),
  );

  it.each(planted)(
    '%s without %s is noticed, with the name of its reader',
    (type, member, data) => {
      const { [member]: _, ...rest } = data;
      const named = missedIn({ type, data: rest });
      expect(named.some((line) => line.endsWith(` reads ${member} of ${type}`))).toBe(true);
    },
  );
});
