// Dead letters over HTTP: what holds where nothing is said, what is noted, and what is refused.
import { describe, expect, it } from 'vitest';
import {
  listDeadLetterQueues,
  listDeadLetters,
  purgeDeadLetters,
  redriveDeadLetters,
} from '../../events/http/dead-letters.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { deadLetterEndpoints } from '../../functions/dead-letters/http.ts';
import type { DeadLetters } from '../../platform/messaging/dead-letters.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { callAnyhow as call, identity, services } from '../support/http.ts';

const shown = {
  ...{ letterId: 'l', id: 'i', type: 'orders.a.v1', subject: 'ord_1', from: 'inbox', diedAt: null },
  ...{ receives: 5, reason: 'why', body: '{}' },
};

const start = () => {
  const asked: object[] = [];
  const lines: Record<string, unknown>[] = [];
  const letter = { ...shown, messageId: 'm' };
  const letters: DeadLetters = {
    depth: async () => 7,
    list: async (walk) => {
      asked.push(walk);
      return { letters: [letter], more: true };
    },
    redrive: async (walk) => {
      asked.push(walk);
      return { count: 3, skipped: 1, more: false };
    },
    purge: async (walk) => {
      asked.push(walk);
      return { count: 2, more: true };
    },
  };
  const endpoints = deadLetterEndpoints(new Map([['orders', letters]]));
  const log = createLog(
    { SERVICE: 'dead-letters', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(JSON.parse(line)) },
  );
  const ask = async (contract: RouteContract, request: object = {}) => {
    const endpoint = endpoints.find((each) => each.contract === contract);
    if (endpoint === undefined) throw new Error('no such route');
    const headers = { authorization: 'Bearer token' };
    const given = services({ log, verify: async () => identity({ roles: ['admin'] }) });
    const { status, body } = await call(
      endpoint,
      { headers, params: { service: 'orders' }, ...request },
      given,
    );
    return { status, body };
  };
  const audits = () => lines.flatMap(({ audit }) => (audit as object | undefined) ?? []);
  return { ask, asked, audits };
};

const actor = identity().subject;

describe('dead letters', () => {
  it('are counted by service', async () => {
    const { ask } = start();
    const items = [{ service: 'orders', messages: 7 }];
    expect(await ask(listDeadLetterQueues, { params: {} })).toEqual({
      status: 200,
      body: { items, nextCursor: null },
    });
  });

  it('are shown, twenty where nothing is said, and that is noted', async () => {
    const { ask, asked, audits } = start();
    const { status, body } = await ask(listDeadLetters);
    expect([status, body.more, body.items]).toEqual([200, true, [shown]]);
    await ask(listDeadLetters, { query: 'limit=7&type=orders.a.v1&subject=ord_1' });
    expect(asked).toEqual([
      { limit: 20, filter: {} },
      { limit: 7, filter: { type: 'orders.a.v1', subject: 'ord_1' } },
    ]);
    expect(audits()[0]).toEqual({ event: 'dead-letters-read', actor, service: 'orders', count: 1 });
  });

  it('are sent back, a hundred where nothing is said and ten a second, and that is noted', async () => {
    const { ask, asked, audits } = start();
    expect(await ask(redriveDeadLetters, { body: {} })).toEqual({
      status: 200,
      body: { redriven: 3, skipped: 1, more: false },
    });
    await ask(redriveDeadLetters, { body: { limit: 1, perSecond: 2, id: 'msg_00000001' } });
    expect(asked).toEqual([
      { limit: 100, perSecond: 10, filter: {} },
      { limit: 1, perSecond: 2, filter: { id: 'msg_00000001' } },
    ]);
    expect(audits()[0]).toMatchObject({ event: 'dead-letters-redriven', actor, count: 3 });
  });

  it('are thrown away where it is said which or that all are meant, and that is noted', async () => {
    const { ask, asked, audits } = start();
    const refused = await ask(purgeDeadLetters, { body: {} });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ pointer: '/all', code: 'required', detail: expect.any(String) }],
    ]);
    expect(audits()).toEqual([]);
    expect(await ask(purgeDeadLetters, { body: { all: true } })).toEqual({
      status: 200,
      body: { purged: 2, more: true },
    });
    expect((await ask(purgeDeadLetters, { body: { type: 'orders.a.v1', limit: 5 } })).status).toBe(
      200,
    );
    expect(asked).toEqual([
      { limit: 100, filter: {} },
      { limit: 5, filter: { type: 'orders.a.v1' } },
    ]);
    expect(audits()[0]).toMatchObject({ event: 'dead-letters-purged', actor, count: 2 });
  });

  it('of a service that nobody knows are not there', async () => {
    const { ask } = start();
    expect((await ask(listDeadLetters, { params: { service: 'nobody' } })).status).toBe(404);
  });
});
