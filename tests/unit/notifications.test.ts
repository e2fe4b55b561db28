// Mails: the right one, to the right person, in their language, at most once.
import { describe, expect, it } from 'vitest';
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import { orderConfirmed, orderRejected, orderShipped } from '../../events/messages/orders.ts';
import { NotSent } from '../../functions/notifications/sending/mailer.ts';
import {
  order,
  orderId,
  type Sent,
  createNotifications as setUp,
  userId,
} from '../support/notifications.ts';

describe('an order mail', () => {
  it('goes to the address the customer has verified', async () => {
    const { sent, inbox, body, verified } = setUp();
    await verified('ada@example.com');
    await inbox(body(orderConfirmed, { order }));
    const [mail] = sent;
    expect(mail).toMatchObject({
      to: 'ada@example.com',
      subject: `Order ${orderId} is confirmed`,
    });
    expect(mail?.text).toContain('2 × Mug <blue> & "big"  €1,999.00');
    expect(mail?.html).toContain('2 × Mug &lt;blue&gt; &amp; &quot;big&quot;');
  });

  it('says why an order was rejected', async () => {
    const { sent, inbox, body, verified } = setUp();
    await verified('ada@example.com');
    await inbox(body(orderRejected, { order, reason: 'out_of_stock' }));
    expect(sent[0]?.text).toContain('An item was no longer in stock.');
  });

  it('waits in the queue while the address is unknown', async () => {
    const { inbox, body } = setUp();
    await expect(inbox(body(orderConfirmed, { order }))).rejects.toThrow('is known yet');
  });

  it('takes the latest address, however the news arrive', async () => {
    const { sent, inbox, body, verified } = setUp();
    await verified('new@example.com', 2);
    expect(await verified('old@example.com', 1)).toEqual({
      kind: 'ignored',
      reason: 'a later version is known',
    });
    await inbox(body(orderConfirmed, { order }));
    expect(sent.map(({ to }) => to)).toEqual(['new@example.com']);
  });

  it('is not sent to somebody who wants to be forgotten', async () => {
    const { sent, inbox, body, verified } = setUp();
    await verified('ada@example.com');
    await inbox(body(userDeletionRequested, { userId }, 2));
    await inbox(body(orderConfirmed, { order }));
    expect(sent).toEqual([]);
  });
});

describe('an account mail', () => {
  const data = {
    email: 'ada@example.com',
    name: 'Ada\r\nBcc: x',
    template: 'verify-email',
  } as const;
  const token = 'a'.repeat(43);

  it('carries its token in the link and nowhere else', async () => {
    const { sent, inbox, body } = setUp();
    await inbox(body(sendAccountMail, { ...data, token }));
    const [mail] = sent;
    expect(mail?.text).toContain(`https://shop.example/verify-email?token=${token}`);
    expect(mail?.text.split(token)).toHaveLength(2);
    expect(mail?.html).toContain(`href="https://shop.example/verify-email?token=${token}"`);
    expect(mail?.text).toMatch(/^Hello,\n/);
  });

  it('is written in German where that is wanted', async () => {
    const { sent, inbox, body } = setUp();
    await inbox(body(sendAccountMail, { ...data, token, locale: 'de' }));
    expect(sent[0]?.subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse');
  });
});

describe('each mail', () => {
  const command = { email: 'ada@example.com', name: 'Ada', template: 'password-changed' } as const;

  it('is sent once for a message that comes five times', async () => {
    const { sent, inbox, body } = setUp();
    const message = body(sendAccountMail, command);
    await Promise.all(Array.from({ length: 5 }, () => inbox(message)));
    expect(sent).toHaveLength(1);
  });

  it('that the mail service refuses is tried again', async () => {
    let isDown = true;
    const { sent, inbox, body } = setUp(async () => {
      if (isDown) throw new NotSent(new Error('throttled'));
    });
    const message = body(sendAccountMail, command);
    await expect(inbox(message)).rejects.toThrow('was not sent');
    isDown = false;
    await inbox(message);
    expect(sent).toHaveLength(1);
  });

  describe('whose answer was lost', () => {
    const lost = () => {
      const attempts: Sent[] = [];
      let isDown = true;
      const world = setUp(async (mail) => {
        attempts.push(mail);
        if (isDown) throw new Error('timeout');
      });
      const message = world.body(sendAccountMail, command);
      const heal = () => {
        isDown = false;
      };
      /** What SES tells when it has taken a mail. */
      const word = (index: number) => {
        const { message: id = '', recipient = '' } = attempts[index]?.tags ?? {};
        const tags = { message: [id], recipient: [recipient], 'ses:from-domain': ['example.com'] };
        return world.inbox(JSON.stringify({ eventType: 'Send', mail: { tags }, send: {} }));
      };
      return { ...world, attempts, message, heal, word };
    };

    it('waits for the word that it was sent, and is not sent again', async () => {
      const { inbox, message, attempts, heal, word, clock } = lost();
      await expect(inbox(message)).rejects.toThrow('nobody knows yet');
      heal();
      await expect(inbox(message)).rejects.toThrow('nobody knows yet');
      await word(0);
      clock.advance(60_000);
      expect(await inbox(message)).toMatchObject({ kind: 'ignored' });
      expect(attempts).toHaveLength(1);
    });

    it('is not sent again where the word comes before the answer is given up', async () => {
      const world = setUp(async ({ tags: { message, recipient } }) => {
        const tags = { message: [message], recipient: [recipient] };
        await world.inbox(JSON.stringify({ eventType: 'Send', mail: { tags } }));
        throw new Error('timeout');
      });
      const message = world.body(sendAccountMail, command);
      await expect(world.inbox(message)).rejects.toThrow('nobody knows yet');
      world.clock.advance(60_000);
      expect(await world.inbox(message)).toMatchObject({ kind: 'ignored' });
    });

    it('is sent again when no word comes, by one of many', async () => {
      const { inbox, message, attempts, heal, clock, sent } = lost();
      await expect(inbox(message)).rejects.toThrow('nobody knows yet');
      heal();
      clock.advance(60_000);
      await Promise.all(Array.from({ length: 5 }, () => inbox(message)));
      expect([attempts.length, sent.length]).toEqual([2, 1]);
      clock.advance(3 * 86_400_000);
      await inbox(message);
      expect(sent).toHaveLength(1);
    });

    it('hears the word about another mail without harm', async () => {
      const { inbox } = lost();
      for (const tags of [undefined, {}, { message: ['msg_none'], recipient: ['r'] }]) {
        const mail = { tags };
        expect(await inbox(JSON.stringify({ eventType: 'Send', mail }))).toBeDefined();
      }
    });
  });

  it('as a text that may have been sent is not sent again', async () => {
    let attempts = 0;
    const { inbox, body, verified, ask } = setUp(undefined, async () => {
      attempts += 1;
      throw new Error('timeout');
    });
    await verified('ada@example.com');
    const preferences = {
      locale: 'en',
      email: { orders: true, shipping: false },
      sms: { shipping: true },
      phone: '+4915112345678',
    };
    await ask('replace-preferences', { body: preferences });
    const shipped = { order, shipmentId: 's1', carrier: 'DHL', trackingNumber: 'T1' };
    const message = body(orderShipped, shipped);
    await inbox(message);
    await inbox(message);
    expect(attempts).toBe(1);
  });
});
