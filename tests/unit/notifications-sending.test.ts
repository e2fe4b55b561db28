// What becomes of each message, and who has the right to send: each kind of order mail, each limit of time, each word of the mail service.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as facts from '../../events/messages/orders.ts';
import { renderMail, renderText } from '../../functions/notifications/domain/render.ts';
import { addressHash } from '../../functions/notifications/sending/address-hash.ts';
import { NotSent } from '../../functions/notifications/sending/mailer.ts';
import { withPostponing } from '../../functions/notifications/sending/postponing.ts';
import { InDoubt } from '../../functions/notifications/sending/sent.ts';
import { createNotificationStore } from '../../functions/notifications/store.ts';
import { testClock } from '../support/clock.ts';
import { quietLog, quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { createNotifications, order, orderId } from '../support/notifications.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const done = { kind: 'done' };

describe('a mail', () => {
  it('goes out for all that happens to an order, with a subject of its own', async () => {
    const { sent, inbox, body, verified } = createNotifications();
    expect(await verified('ada@example.com')).toEqual(done);
    const shipment = {
      shipmentId: 'shp_1',
      carrier: 'Post',
      trackingNumber: 'T1',
      lines: [{ sku: 'MUG-BLUE', name: 'Mug', quantity: 2 }],
    };
    const bodies = [
      body(facts.orderConfirmed, { order }),
      body(facts.orderRejected, { order, reason: 'out_of_stock' }),
      body(facts.orderCancelled, { order }),
      body(facts.orderShipped, { order, ...shipment }),
      body(facts.orderDelivered, { order }),
      body(facts.orderReturned, { order, returnId: 'ret_1' }),
      body(facts.orderRefunded, { order, refundId: 'rfd_1', amount: eur(1_234) }),
    ];
    for (const each of bodies) expect(await inbox(each)).toEqual(done);
    const subjects = sent.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(7);
    for (const subject of subjects) expect(subject).toContain(orderId);
    expect(sent.at(-1)?.text).toContain('12.34');
  });

  it.each([
    ['gone', 'https://merchant.example/hook has answered that it is gone for good (410).'],
    ['failing', 'https://merchant.example/hook has failed for five days.'],
  ] as const)('about an endpoint that is %s says so', (reason, sentence) => {
    const mail = {
      template: 'webhook-disabled',
      reason,
      url: 'https://merchant.example/hook',
    } as const;
    const { text } = renderMail(
      mail as never,
      { name: 'Ada', locale: 'en' } as never,
      'https://shop.example',
    );
    expect(text).toContain(sentence);
  });

  it('as a text is its subject, of a hundred and sixty characters at most', () => {
    const long = {
      template: 'order-delivered',
      order: { ...order, orderId: 'x'.repeat(300) },
    } as const;
    expect(renderText(long, 'en')).toHaveLength(160);
    expect(renderText({ template: 'order-delivered', order }, 'en')).toContain(orderId);
  });
});

describe('the right to send', () => {
  const delivery = {
    messageId: 'msg_1',
    saidAt: '2026-01-01T00:00:00.000Z',
    channel: 'email',
    recipient: 'Ada@Example.com',
  } as const;
  const setUp = () => {
    const table = createMemoryTable();
    const clock = testClock();
    return { table, clock, store: createNotificationStore(table, clock, quietReadable()) };
  };
  const hash = createHash('sha256').update('ada@example.com').digest('hex').slice(0, 32);

  it('is kept for fifteen days, under the hash of the address', async () => {
    const { table, clock, store } = setUp();
    await store.acquire(delivery);
    expect(table.all()).toEqual([
      {
        pk: 'INBOX#msg_1',
        sk: `SENT#email#${hash}`,
        takenAt: '2026-01-01T00:00:00.000Z',
        expiresAt: clock.now() / 1000 + 15 * 86_400,
      },
    ]);
    expect(addressHash('ADA@example.com')).toBe(hash);
    await expect(store.acquire(delivery)).rejects.toThrow('msg_1');
    await store.release(delivery);
    await expect(store.acquire(delivery)).resolves.toBe(undefined);
  });

  it.each([
    ['a mail', 'email', 15 * 86_400_000 - 1, undefined],
    ['a mail', 'email', 15 * 86_400_000, 'AlreadyProcessed'],
    ['a text', 'sms', 15 * 86_400_000, 'AlreadyProcessed'],
  ] as const)(
    'to %s (%s) is had while it would be known who has had it: after %i ms by %s',
    async (_, channel, ms, outcome) => {
      const { clock, store } = setUp();
      clock.advance(ms);
      const taken = store.acquire({ ...delivery, channel });
      expect(await taken.catch(({ name }) => name)).toBe(outcome);
    },
  );

  it('in doubt is nobody’s for 45 seconds, and then one’s more', async () => {
    const { table, clock, store } = setUp();
    await store.acquire(delivery);
    await store.doubt(delivery);
    clock.advance(44_999);
    await expect(store.acquire(delivery)).rejects.toThrow(InDoubt);
    await expect(store.acquire(delivery)).rejects.toMatchObject({ name: 'InDoubt' });
    clock.advance(1);
    await store.acquire(delivery);
    const [item] = table.all();
    expect(item).toEqual({
      pk: 'INBOX#msg_1',
      sk: `SENT#email#${hash}`,
      takenAt: '2026-01-01T00:00:45.000Z',
      expiresAt: Math.floor(clock.now() / 1000) + 15 * 86_400,
    });
    await expect(store.acquire(delivery)).rejects.toMatchObject({ name: 'AlreadyProcessed' });
  });

  it.each([
    ['a mail', 'email', 44_999, false],
    ['a mail', 'email', 45_000, true],
    ['a mail', 'email', 299_999, true],
    ['a mail', 'email', 300_000, false],
    ['a text', 'sms', 60_000, false],
  ] as const)(
    'to %s (%s) of whoever has stopped since is taken once more after %i ms: %s',
    async (_, channel, ms, isFree) => {
      const { clock, store } = setUp();
      await store.acquire({ ...delivery, channel });
      clock.advance(ms);
      const again = () => store.acquire({ ...delivery, channel }).catch(({ name }) => name);
      expect(await again()).toBe(isFree ? undefined : 'AlreadyProcessed');
      expect(await again()).toBe('AlreadyProcessed');
    },
  );

  it('of whoever has stopped is used up by the word that the mail was sent', async () => {
    const { clock, store } = setUp();
    await store.acquire(delivery);
    await store.confirm({ message: 'msg_1', recipient: hash });
    clock.advance(60_000);
    await expect(store.acquire(delivery)).rejects.toThrow('msg_1');
  });

  it('is used up by the word that the mail was sent, which makes none where there was none', async () => {
    const { table, clock, store } = setUp();
    await store.confirm({ message: 'msg_1', recipient: hash });
    expect(table.all()).toEqual([]);
    await store.acquire(delivery);
    await store.doubt(delivery);
    await store.confirm({ message: 'msg_1', recipient: hash });
    clock.advance(86_400_000);
    await expect(store.acquire(delivery)).rejects.toMatchObject({ name: 'AlreadyProcessed' });
  });

  it('is had by nobody where an address is refused: for a day, where it has bounced for good', async () => {
    const { clock, store } = setUp();
    await store.suppress('ada@example.com', 'refused');
    await store.suppress('bob@example.com', 'bounce');
    const suppressed = () =>
      Promise.all(
        ['Ada@example.com', 'bob@example.com', 'eve@example.com'].map(store.isSuppressed),
      );
    clock.advance(86_399_000);
    expect(await suppressed()).toEqual([true, true, false]);
    clock.advance(1_000);
    expect(await suppressed()).toEqual([false, true, false]);
  });
});

describe('what the mail service tells', () => {
  const nobody = { kind: 'ignored', reason: 'it suppresses nobody' };
  const permanent = {
    bounceType: 'Permanent',
    bouncedRecipients: [{ emailAddress: 'ada@example.com' }],
  };
  it.each([
    [{ eventType: 'Bounce', bounce: permanent }, done],
    [{ eventType: 'Bounce', bounce: { ...permanent, bounceType: 'Transient' } }, nobody],
    [{ eventType: 'Delivery', bounce: permanent }, nobody],
    [{ eventType: 'Bounce', bounce: { bounceType: 'Permanent' } }, nobody],
    [{ eventType: 'Bounce' }, nobody],
    [{ eventType: 'Complaint' }, nobody],
    [{ eventType: 'Complaint', complaint: { complainedRecipients: [{}] } }, nobody],
    [{ eventType: 'Send', mail: { tags: { message: ['msg_1'], recipient: ['abc'] } } }, done],
    [{ eventType: 'Send', mail: { tags: { message: ['msg_1'] } } }, nobody],
    [{ eventType: 'Send', mail: { tags: { recipient: ['abc'] } } }, nobody],
    [{ eventType: 'Delivery', mail: { tags: { message: ['msg_1'], recipient: ['abc'] } } }, nobody],
  ])('%j is %j', async (event, handled) => {
    const { inbox } = createNotifications();
    expect(await inbox(JSON.stringify(event))).toEqual(handled);
  });

  it('and no message of ours is tried as one', async () => {
    const { inbox } = createNotifications();
    await expect(inbox('{"eventType":7}')).rejects.toThrow();
  });
});

describe('what cannot be sent now', () => {
  const time = '2026-01-01T00:00:00.000Z';
  const postponedAfter = async (ms: number, error: Error = new NotSent(new Error('down'))) => {
    const clock = testClock(Date.parse(time));
    const later: number[] = [];
    const inbox = withPostponing(async () => Promise.reject(error), {
      sendLater: async (_, seconds) => void later.push(seconds),
      clock,
      log: quietLog,
    });
    clock.advance(ms);
    try {
      const handled = await inbox(JSON.stringify({ id: 'msg_1', time }));
      expect(handled).toEqual({ kind: 'ignored', reason: `postponed by ${later[0]} s` });
      return later;
    } catch (thrown) {
      expect(thrown).toBe(error);
      return undefined;
    }
  };

  it.each([
    [0, [60]],
    [60_999, [60]],
    [61_000, [61]],
    [899_999, [899]],
    [900_000, [900]],
    [901_000, [900]],
    [86_399_999, [900]],
    [86_400_000, undefined],
  ])(
    'comes again after as long as it has waited, a minute at least, a quarter of an hour at most, for a day: %i ms',
    async (ms, delays) => {
      expect(await postponedAfter(ms)).toEqual(delays);
    },
  );

  it('is what certainly was not sent, or may have been; nothing else', async () => {
    const doubt = new InDoubt({ messageId: 'msg_1', channel: 'email', recipient: 'a@b.c' });
    expect(await postponedAfter(0, doubt)).toEqual([60]);
    expect(await postponedAfter(0, new Error('a bug'))).toBe(undefined);
    expect(new NotSent(new Error('down')).name).toBe('NotSent');
  });
});
