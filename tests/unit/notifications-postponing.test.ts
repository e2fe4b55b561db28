// An outage of the mail service in virtual time: what cannot be sent comes again by itself, and each mail goes out once.
import { describe, expect, it } from 'vitest';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import { orderShipped } from '../../events/messages/orders.ts';
import { mostReceives } from '../../events/routes.ts';
import { NotSent } from '../../functions/notifications/sending/mailer.ts';
import { withPostponing } from '../../functions/notifications/sending/postponing.ts';
import { quietLog } from '../support/http.ts';
import { createNotifications, order, type Sent } from '../support/notifications.ts';

const minute = 60_000;
const hour = 60 * minute;
const visibilityMs = minute;

const named = (name: string) => Object.assign(new Error(name), { name });
const command = { email: 'ada@example.com', name: 'Ada', template: 'password-changed' } as const;

interface Waiting {
  readonly body: string;
  readonly receives: number;
  readonly at: number;
}

/** The inbox queue and its dead letters, as SQS would have them, in the time of the test. */
const scene = (
  send: (mail: Sent, elapsed: number) => Promise<void>,
  sendText?: (elapsed: number) => Promise<void>,
) => {
  const world = createNotifications(
    (mail) => send(mail, world.clock.now() - began),
    async () => sendText?.(world.clock.now() - began),
  );
  const { clock } = world;
  const began = clock.now();
  let queue: Waiting[] = [];
  const dead: string[] = [];
  const attempts: number[] = [];
  const elapsed = () => clock.now() - began;
  const put = (body: string, delaySeconds = 0) => {
    expect(delaySeconds).toBeLessThanOrEqual(900);
    queue.push({ body, receives: 0, at: clock.now() + delaySeconds * 1_000 });
  };
  const inbox = withPostponing(world.inbox, {
    sendLater: async (body, delaySeconds) => put(body, delaySeconds),
    clock,
    log: quietLog,
  });
  const receive = async ({ body, receives }: Waiting) => {
    attempts.push(elapsed());
    try {
      await inbox(body);
    } catch {
      if (receives + 1 >= mostReceives) dead.push(body);
      else queue.push({ body, receives: receives + 1, at: clock.now() + visibilityMs });
    }
  };
  /** Until nothing is under way any more. */
  const run = async () => {
    while (queue.length > 0) {
      queue.sort((one, other) => one.at - other.at);
      const [next, ...rest] = queue;
      queue = rest;
      if (next === undefined) return;
      clock.advance(Math.max(0, next.at - clock.now()));
      await receive(next);
    }
  };
  return { ...world, put, run, dead, attempts, elapsed };
};

const shipped = { order, shipmentId: 's1', carrier: 'DHL', trackingNumber: 'T1' };

const wantTexts = async (world: ReturnType<typeof createNotifications>) => {
  await world.verified('ada@example.com');
  const body = {
    locale: 'en',
    email: { orders: true, shipping: true },
    sms: { shipping: true },
    phone: '+4915112345678',
  };
  expect((await world.ask('replace-preferences', { body })).status).toBe(200);
};

const message = (world: ReturnType<typeof scene>) => world.body(sendAccountMail, command);

describe('an outage', () => {
  it.each([
    ['of ten seconds', 10_000, minute],
    ['of five minutes', 5 * minute, 8 * minute],
    ['of an hour', hour, hour + 15 * minute],
    ['of twenty hours', 20 * hour, 20 * hour + 15 * minute],
  ])('%s needs no hands: every mail goes out once, soon after it', async (_, until, latest) => {
    const world = scene(async (_mail, elapsed) => {
      if (elapsed < until) throw new NotSent(named('TooManyRequestsException'));
    });
    for (let count = 0; count < 20; count += 1) world.put(message(world));
    await world.run();
    expect([world.sent.length, world.dead.length]).toEqual([20, 0]);
    expect(new Set(world.sent.map(({ tags }) => tags.message)).size).toBe(20);
    expect(world.elapsed()).toBeLessThanOrEqual(latest);
  });

  it('of texts alone brings no mail twice, though there is no word of any', async () => {
    const world = scene(
      async () => {},
      async (elapsed) => {
        if (elapsed < hour) throw new NotSent(named('Throttled'));
      },
    );
    await wantTexts(world);
    world.put(world.body(orderShipped, shipped));
    await world.run();
    expect([world.sent.length, world.texts.length, world.dead.length]).toEqual([1, 1, 0]);
  });

  it('is asked about ever more seldom', async () => {
    const world = scene(async (_mail, elapsed) => {
      if (elapsed < hour) throw new NotSent(named('ServiceUnavailable'));
    });
    world.put(message(world));
    await world.run();
    expect(world.attempts.map((at) => at / minute)).toEqual([0, 1, 2, 4, 8, 16, 31, 46, 61]);
  });

  it('in which mails go out and answers are lost brings no mail twice, as SES tells of each', async () => {
    const out: string[] = [];
    const world = scene(async ({ tags }, elapsed) => {
      // One of two is taken; of each that is taken there is word.
      const isTaken = (out.length + Math.floor(elapsed / minute)) % 2 === 0 || elapsed > hour;
      if (isTaken) {
        out.push(String(tags.message));
        const told = { message: [tags.message], recipient: [tags.recipient] };
        await world.inbox(JSON.stringify({ eventType: 'Send', mail: { tags: told } }));
      }
      if (elapsed < hour) throw named('TimeoutError');
    });
    for (let count = 0; count < 20; count += 1) world.put(message(world));
    await world.run();
    expect(world.dead).toEqual([]);
    expect(out).toHaveLength(20);
    expect(new Set(out).size).toBe(20);
  });

  it('sends one mail of a message that comes three times', async () => {
    const world = scene(async (_mail, elapsed) => {
      if (elapsed < hour) throw new NotSent(named('ServiceUnavailable'));
    });
    const body = message(world);
    for (let count = 0; count < 3; count += 1) world.put(body);
    await world.run();
    expect([world.sent.length, world.dead.length]).toEqual([1, 0]);
  });

  it('of more than a day ends in the dead-letter queue', async () => {
    const world = scene(async () => {
      throw new NotSent(named('ServiceUnavailable'));
    });
    world.put(message(world));
    await world.run();
    expect([world.sent.length, world.dead.length]).toEqual([0, 1]);
    expect(world.elapsed()).toBeGreaterThanOrEqual(24 * hour);
    expect(world.elapsed()).toBeLessThan(25 * hour);
  });
});

describe('what is not postponed', () => {
  it.each(['MessageRejected', 'BadRequestException'])(
    'a mail that is refused for itself (%s): it is final, and the next one is not tried for a day',
    async (name) => {
      const world = scene(async (_mail, elapsed) => {
        if (elapsed < hour) throw new NotSent(named(name));
      });
      world.put(message(world));
      await world.run();
      expect([world.attempts.length, world.dead.length]).toEqual([1, 0]);
      world.clock.advance(2 * hour);
      world.put(message(world));
      await world.run();
      expect([world.sent.length, world.dead.length]).toEqual([0, 0]);
      world.clock.advance(24 * hour);
      world.put(message(world));
      await world.run();
      expect(world.sent.map(({ to }) => to)).toEqual(['ada@example.com']);
    },
  );

  it('a text that is refused for itself: the mail goes out all the same', async () => {
    const world = createNotifications(undefined, async () => {
      throw new NotSent(named('InvalidParameterException'));
    });
    await wantTexts(world);
    expect(await world.inbox(world.body(orderShipped, shipped))).toEqual({ kind: 'done' });
    expect(world.sent.map(({ to }) => to)).toEqual(['ada@example.com']);
  });

  it('a message that cannot be read, or whose time is none', async () => {
    const world = scene(async () => {
      throw new NotSent(named('ServiceUnavailable'));
    });
    const timeless = message(world).replace(/"time":"[^"]+"/, '"time":"the day after tomorrow"');
    for (const body of ['{', 'null', '{}', timeless]) world.put(body);
    await world.run();
    expect(world.dead).toHaveLength(4);
  });

  it('where the queue does not take it, it stays where it is', async () => {
    const { inbox, body, clock } = createNotifications(async () => {
      throw new NotSent(named('ServiceUnavailable'));
    });
    const sendLater = async () => {
      throw new Error('the queue does not answer');
    };
    const postponing = withPostponing(inbox, { sendLater, clock, log: quietLog });
    await expect(postponing(body(sendAccountMail, command))).rejects.toThrow('does not answer');
  });
});
