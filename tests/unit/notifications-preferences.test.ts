// What people want to be told: preferences, unsubscribing, addresses that bounce.
import { describe, expect, it } from 'vitest';
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import { orderConfirmed, orderShipped } from '../../events/messages/orders.ts';
import { endpointDisabled } from '../../events/messages/webhooks.ts';
import { createNotifications, order, orderId, userId } from '../support/notifications.ts';

const preferences = {
  locale: 'de',
  email: { orders: true, shipping: false },
  sms: { shipping: true },
  phone: '+4915112345678',
} as const;

const setUp = async () => {
  const notifications = createNotifications();
  await notifications.verified('ada@example.com');
  const { inbox, body } = notifications;
  const confirm = () => inbox(body(orderConfirmed, { order }));
  const ship = () =>
    inbox(body(orderShipped, { order, shipmentId: 's1', carrier: 'DHL', trackingNumber: 'T1' }));
  const urlOf = (index = 0) => new URL(notifications.sent[index]?.unsubscribeUrl ?? '');
  return { ...notifications, confirm, ship, urlOf };
};

describe('preferences', () => {
  it('are given to everybody until they say otherwise', async () => {
    const { ask } = await setUp();
    expect((await ask('read-preferences')).body).toEqual({
      locale: 'en',
      email: { orders: true, shipping: true },
      sms: { shipping: false },
      phone: null,
    });
  });

  it('decide about language, kind and channel', async () => {
    const { ask, confirm, ship, sent, texts } = await setUp();
    expect((await ask('replace-preferences', { body: preferences })).body).toEqual(preferences);
    await confirm();
    await ship();
    expect(sent.map(({ subject }) => subject)).toEqual([`Bestellung ${orderId} ist bestätigt`]);
    expect(texts).toEqual([{ to: '+4915112345678', text: `Bestellung ${orderId} ist unterwegs` }]);
  });

  it.each([
    [{ ...preferences, phone: '0151 1234' }, 'validation-failed'],
    [{ ...preferences, locale: 'xx' }, 'validation-failed'],
    [{ ...preferences, push: true }, 'unknown-member'],
  ])('%j are refused as %s', async (body, code) => {
    const { ask } = await setUp();
    expect(await ask('replace-preferences', { body })).toMatchObject({
      status: 422,
      body: { code },
    });
  });

  it('never silence mails about the account', async () => {
    const { ask, inbox, body, sent } = await setUp();
    const silent = { ...preferences, email: { orders: false, shipping: false } };
    await ask('replace-preferences', { body: silent });
    const mail = { email: 'ada@example.com', name: 'Ada', template: 'password-changed' } as const;
    await inbox(body(sendAccountMail, mail));
    expect(sent).toMatchObject([{ to: 'ada@example.com', unsubscribeUrl: undefined }]);
  });

  it('are forgotten with their person', async () => {
    const { ask, inbox, body, table } = await setUp();
    await ask('replace-preferences', { body: preferences });
    await inbox(body(userDeletionRequested, { userId }, 2));
    expect(JSON.stringify(table.all())).not.toContain('4915112345678');
    expect(JSON.stringify(table.all())).not.toContain('ada@example.com');
  });

  it('of somebody who has been forgotten are not taken again, by token or by an old link', async () => {
    const { ask, open, inbox, body, table, confirm, urlOf } = await setUp();
    await confirm();
    const query = urlOf().search.slice(1);
    await inbox(body(userDeletionRequested, { userId }, 2));
    const before = table.all();
    expect(await ask('replace-preferences', { body: preferences })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const oneClick = 'List-Unsubscribe=One-Click';
    expect(await open('unsubscribe', { query, body: oneClick, headers: form })).toMatchObject({
      status: 200,
    });
    expect(table.all()).toEqual(before);
  });
});

describe('the link to unsubscribe', () => {
  const oneClick = 'List-Unsubscribe=One-Click';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('stops its kind of mail with one click, and no other', async () => {
    const { open, confirm, ship, sent, urlOf } = await setUp();
    await ship();
    expect(urlOf().pathname).toBe('/v1/unsubscribe');
    const query = urlOf().searchParams.toString();
    const page = await open('unsubscribe', { query, body: oneClick, headers: form });
    expect(page.status).toBe(200);
    expect(page.body).toContain('You get no more mails of this kind.');
    await ship();
    await confirm();
    expect(sent.map(({ subject }) => subject)).toEqual([
      `Order ${orderId} is on its way`,
      `Order ${orderId} is confirmed`,
    ]);
  });

  it.each([
    ['who has said nothing', undefined],
    ['who has said what they want', { ...preferences, email: { orders: true, shipping: true } }],
  ])('stops each of two kinds that are stopped at once, of somebody %s', async (_who, before) => {
    const { ask, open, confirm, ship, urlOf } = await setUp();
    if (before !== undefined) await ask('replace-preferences', { body: before });
    await ship();
    await confirm();
    const stop = (index: number) => {
      const query = urlOf(index).searchParams.toString();
      return open('unsubscribe', { query, body: oneClick, headers: form });
    };
    await Promise.all([stop(0), stop(1), stop(0)]);
    const { body } = await ask('read-preferences');
    expect(body).toEqual({
      ...(before ?? { locale: 'en', sms: { shipping: false }, phone: null }),
      email: { orders: false, shipping: false },
    });
  });

  it('changes nothing when it is only followed', async () => {
    const { open, ship, sent, urlOf } = await setUp();
    await ship();
    const query = urlOf().searchParams.toString();
    const page = await open('unsubscribe-page', { query });
    expect(page.body).toContain('<button>Unsubscribe</button>');
    await ship();
    expect(sent).toHaveLength(2);
  });

  it('is good only as it was signed', async () => {
    const { ask, ship, urlOf } = await setUp();
    await ship();
    const token = urlOf().searchParams.get('token') ?? '';
    for (const forged of [`${token}x`, `x${token}`, 'nonsense']) {
      const query = new URLSearchParams({ token: forged }).toString();
      expect(await ask('unsubscribe', { query, body: oneClick, headers: form })).toMatchObject({
        status: 400,
        body: { code: 'invalid-token' },
      });
    }
  });
});

describe('an address', () => {
  const bounce = (bounceType: string) =>
    JSON.stringify({
      eventType: 'Bounce',
      mail: { messageId: 'm1' },
      bounce: { bounceType, bouncedRecipients: [{ emailAddress: 'Ada@Example.com' }] },
    });

  it('that has bounced for good gets no more mail', async () => {
    const { inbox, confirm, sent } = await setUp();
    await inbox(bounce('Permanent'));
    expect(await confirm()).toEqual({
      kind: 'ignored',
      reason: 'the address has bounced or complained',
    });
    expect(sent).toEqual([]);
  });

  it('whose mailbox was full for a while gets more', async () => {
    const { inbox, confirm, sent } = await setUp();
    await inbox(bounce('Transient'));
    await confirm();
    expect(sent).toHaveLength(1);
  });

  it('whose owner has complained gets no more mail', async () => {
    const { inbox, confirm, sent } = await setUp();
    await inbox(
      JSON.stringify({
        eventType: 'Complaint',
        complaint: { complainedRecipients: [{ emailAddress: 'ada@example.com' }] },
      }),
    );
    await confirm();
    expect(sent).toEqual([]);
  });
});

describe('the owner of a webhook endpoint', () => {
  const disabled = (owner: string) =>
    ({ endpointId: 'whe_1', owner, url: 'https://shop.example/hook', reason: 'failing' }) as const;

  it('is told when it was switched off', async () => {
    const { inbox, body, sent } = await setUp();
    await inbox(body(endpointDisabled, disabled(userId)));
    expect(sent.map(({ subject }) => subject)).toEqual(['A webhook endpoint was switched off']);
  });

  it('that is no person has no address', async () => {
    const { inbox, body } = await setUp();
    expect(await inbox(body(endpointDisabled, disabled('cli_merchant')))).toEqual({
      kind: 'ignored',
      reason: 'the owner is no person',
    });
  });
});
