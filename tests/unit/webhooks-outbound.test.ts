// Webhooks to merchants in virtual time: schedule, signatures, isolation, switching off.
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it, vi } from 'vitest';
import {
  attempted,
  type Delivery,
  pauseAfter,
  pausesMs,
} from '../../functions/webhooks/domain/delivery.ts';
import { rotated } from '../../functions/webhooks/domain/endpoint.ts';
import { createOutbound, endpointId, type Sent, secretOf } from '../support/webhooks.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** mulberry32 */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

const attemptsOf = (sent: readonly Sent[], eventId: string) =>
  sent.filter(({ headers }) => headers['webhook-id'] === eventId);

const pausesOf = (sent: readonly Sent[], eventId: string): number[] => {
  const times = attemptsOf(sent, eventId).map(({ atMs }) => atMs);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
};

/** Pauses of an event that are not within 20 % of the plan. */
const offSchedule = (sent: readonly Sent[], eventId: string): string[] =>
  pausesOf(sent, eventId).flatMap((pause, index) => {
    const planned = pausesMs[index] ?? 0;
    const isWithin = pause >= planned * 0.8 && pause <= planned * 1.2;
    return isWithin ? [] : [`pause ${index + 1}: ${pause} ms, planned ${planned}`];
  });

describe('the schedule', () => {
  it('has the pauses that are promised', () => {
    const minutes = [5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440];
    expect(pausesMs).toEqual(minutes.map((each) => each * 60_000));
  });

  it('lies within 20 % of the planned pauses, every time', async () => {
    const random = seeded(7);
    const { addEndpoint, publish, pass, sent } = createOutbound(() => ({ status: 500 }), random);
    await addEndpoint(1);
    await publish(1, 'msg_00000001');
    await pass(4 * day);
    const pauses = pausesOf(sent, 'msg_00000001');
    expect(pauses).toHaveLength(pausesMs.length);
    expect(offSchedule(sent, 'msg_00000001')).toEqual([]);
  });

  it('brings every event, under one id, to an endpoint that fails half the time for three days', async () => {
    const random = seeded(42);
    const taken = new Map<string, number>();
    const outbound = createOutbound(({ headers }) => {
      if (random() < 0.5) return { status: 503 };
      const id = headers['webhook-id'] ?? '';
      taken.set(id, (taken.get(id) ?? 0) + 1);
      return { status: 204 };
    }, random);
    await outbound.addEndpoint(1);
    const ids: string[] = [];
    for (let count = 0; count < 72; count += 1) {
      const id = `msg_${String(count).padStart(8, '0')}`;
      ids.push(id);
      await outbound.publish(1, id);
      await outbound.pass(hour);
    }
    await outbound.pass(4 * day);
    expect([...taken.keys()].toSorted()).toEqual(ids);
    expect(new Set(taken.values())).toEqual(new Set([1]));
    // Half of them have come to their second pause, a few far beyond.
    const pauses = ids.flatMap((id) => pausesOf(outbound.sent, id));
    expect(pauses.length).toBeGreaterThan(50);
    expect(ids.flatMap((id) => offSchedule(outbound.sent, id))).toEqual([]);
    const { failingSince } = (await outbound.endpoints.read(endpointId(1))) ?? {};
    expect(failingSince).toBeNull();
  }, 20_000);

  it('takes Retry-After between the pause and twice the pause', () => {
    const pause = (retryAfterSeconds: number) =>
      pauseAfter(2, { status: 429, retryAfterSeconds }, 0.5);
    expect([0, 400, 86_400].map(pause)).toEqual([300_000, 400_000, 600_000]);
  });

  it('ends after ten attempts', () => {
    let delivery = { attempts: [], round: 0, version: 1 } as unknown as Delivery;
    for (let count = 0; count < 10; count += 1) {
      delivery = attempted(delivery, { status: null, error: 'refused' }, 0, 0.5);
    }
    expect(delivery).toMatchObject({ status: 'failed', round: 10, nextAttemptAt: null });
  });
});

describe('deliveries', () => {
  const verify = (peer: 'standardwebhooks' | 'svix', secret: string, { headers, body }: Sent) => {
    if (peer === 'standardwebhooks') new StandardWebhook(secret).verify(body, headers);
    else new SvixWebhook(secret).verify(body, headers);
    return JSON.parse(body);
  };

  it.each(['standardwebhooks', 'svix'] as const)(
    'verify with %s, also during the rotation of a secret',
    async (peer) => {
      const outbound = createOutbound(() => ({ status: 204 }));
      const { clock, endpoints, addEndpoint, publish, pass, sent } = outbound;
      vi.useFakeTimers({ now: clock.now(), toFake: ['Date'] });
      await addEndpoint(1);
      await publish(1, 'msg_00000001');
      await pass(1_000);
      const endpoint = await endpoints.read(endpointId(1));
      if (endpoint === undefined) throw new Error('no endpoint');
      const causation = { correlationId: 'request-1', causationId: 'request-1' };
      await endpoints.replace(rotated(endpoint, secretOf(9), clock.now()), causation);
      await publish(1, 'msg_00000002');
      await pass(1_000);
      const [before, during] = sent;
      if (before === undefined || during === undefined) throw new Error('nothing was sent');
      expect(verify(peer, secretOf(1), before)).toMatchObject({ id: 'msg_00000001' });
      expect(verify(peer, secretOf(1), during)).toMatchObject({ id: 'msg_00000002' });
      expect(verify(peer, secretOf(9), during)).toMatchObject({ id: 'msg_00000002' });
      await pass(25 * hour);
      vi.setSystemTime(clock.now());
      await publish(1, 'msg_00000003');
      await pass(1_000);
      const after = sent.at(-1);
      if (after === undefined) throw new Error('nothing was sent');
      expect(() => verify(peer, secretOf(1), after)).toThrow();
      expect(verify(peer, secretOf(9), after)).toMatchObject({ id: 'msg_00000003' });
      vi.useRealTimers();
    },
  );

  it('to one endpoint are not held up by another that never answers', async () => {
    const stuck = Promise.withResolvers<{ status: number }>();
    const outbound = createOutbound(({ url }) =>
      url.includes('merchant-1') ? stuck.promise : { status: 204 },
    );
    const { addEndpoint, publish, dispatch, deliveries } = outbound;
    await addEndpoint(1);
    await addEndpoint(2);
    await publish(1, 'msg_00000001');
    await publish(2, 'msg_00000001');
    const slow = dispatch(endpointId(1));
    await dispatch(endpointId(2));
    const statuses = async (number: number) =>
      (await deliveries.list(endpointId(number), { limit: 10 })).map(({ status }) => status);
    expect(await statuses(2)).toEqual(['delivered']);
    expect(await statuses(1)).toEqual(['pending']);
    stuck.resolve({ status: 204 });
    await slow;
    expect(await statuses(1)).toEqual(['delivered']);
  });

  it('that wait for an endpoint which is switched off are given up, and none is sent', async () => {
    const outbound = createOutbound(() => ({ status: 500 }));
    const { addEndpoint, publish, pass, sent, endpoints, deliveries } = outbound;
    await addEndpoint(1);
    await publish(1, 'msg_00000001');
    await publish(1, 'msg_00000002');
    await pass(1_000);
    expect(sent).toHaveLength(2);
    const endpoint = await endpoints.read(endpointId(1));
    if (endpoint === undefined) throw new Error('no endpoint');
    const causation = { correlationId: 'request-1', causationId: 'request-1' };
    await endpoints.replace({ ...endpoint, status: 'disabled' }, causation);
    await pass(4 * day);
    expect(sent).toHaveLength(2);
    const given = await deliveries.list(endpointId(1), { limit: 10 });
    expect(given.map(({ status, nextAttemptAt }) => [status, nextAttemptAt])).toEqual([
      ['failed', null],
      ['failed', null],
    ]);
    expect(await deliveries.queue(endpointId(1), 10)).toEqual([]);
  });

  it('of an event that comes twice are made once, and keep their attempts', async () => {
    const outbound = createOutbound(() => ({ status: 204 }));
    const { addEndpoint, publish, dispatch, sent, deliveries } = outbound;
    await addEndpoint(1);
    await publish(1, 'msg_00000001');
    await dispatch(endpointId(1));
    const [before] = await deliveries.list(endpointId(1), { limit: 10 });
    await publish(1, 'msg_00000001');
    await dispatch(endpointId(1));
    expect(await deliveries.list(endpointId(1), { limit: 10 })).toEqual([before]);
    expect([before?.status, before?.attempts.length, sent.length]).toEqual(['delivered', 1, 1]);
  });

  it('are made once, however many look at the endpoint at once', async () => {
    const { addEndpoint, publish, dispatch, sent } = createOutbound(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { status: 204 };
    });
    await addEndpoint(1);
    for (let count = 0; count < 12; count += 1) await publish(1, `msg_0000000${count}`);
    await Promise.all(Array.from({ length: 10 }, () => dispatch(endpointId(1))));
    expect(sent).toHaveLength(12);
  });
});

describe('an endpoint', () => {
  const said = (outbound: ReturnType<typeof createOutbound>) =>
    outbound.table
      .all()
      .flatMap((item) => (item.messages ?? []) as { envelope: { data: { reason: string } } }[])
      .map(({ envelope }) => envelope.data.reason);

  it('that answers 410 is switched off at once, and its owner is told', async () => {
    const outbound = createOutbound(() => ({ status: 410 }));
    await outbound.addEndpoint(1);
    await outbound.publish(1, 'msg_00000001');
    await outbound.pass(1_000);
    expect((await outbound.endpoints.read(endpointId(1)))?.status).toBe('disabled');
    expect(said(outbound)).toEqual(['gone']);
  });

  it('that has failed for 120 hours is switched off, and not before', async () => {
    const outbound = createOutbound(() => ({ status: null, error: 'no answer in time' }));
    await outbound.addEndpoint(1);
    const status = async () => (await outbound.endpoints.read(endpointId(1)))?.status;
    await outbound.publish(1, 'msg_00000000');
    for (let count = 1; count <= 5; count += 1) {
      await outbound.pass(day - 60_000);
      expect(await status()).toBe('enabled');
      await outbound.publish(1, `msg_0000000${count}`);
      await outbound.pass(60_000);
    }
    await outbound.pass(10 * 60_000);
    expect(await status()).toBe('disabled');
    expect(said(outbound)).toEqual(['failing']);
  });
});
