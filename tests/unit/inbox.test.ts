// A message is checked before it is handled; what can never be handled fails, what is refused for good is done.
import { Type } from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import { command } from '../../events/message.ts';
import { strict } from '../../events/schemas.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import {
  createInbox,
  done,
  type Handled,
  on,
  UnreadableMessage,
} from '../../platform/messaging/inbox.ts';
import { quietLog } from '../support/http.ts';

const count = command('orders.count.v1', strict({ by: Type.Integer() }));

const envelope = (changes: object = {}) => ({
  specversion: '1.0',
  id: 'msg_00000001',
  source: '/tandem/test',
  type: 'orders.count.v1',
  subject: 'counter',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  sequence: 1,
  correlationid: 'request-0001',
  causationid: 'request-0001',
  data: { by: 1 },
  ...changes,
});

describe('an inbox', () => {
  it('hands over the data with what caused it', async () => {
    const handle = vi.fn(async () => done);
    const inbox = createInbox([on(count, ['by'], handle)], quietLog);
    expect(await inbox(JSON.stringify(envelope()))).toEqual({ kind: 'done' });
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({
        data: { by: 1 },
        causation: { correlationId: 'request-0001', causationId: 'msg_00000001' },
      }),
    );
  });

  it.each([
    ['what is not JSON', '{', 'not JSON'],
    ['what is not an envelope', '{}', 'envelope'],
    [
      'another version of CloudEvents',
      JSON.stringify(envelope({ specversion: '0.3' })),
      '/specversion',
    ],
    ['an id that is a path', JSON.stringify(envelope({ id: '../../etc/passwd' })), '/id'],
    [
      'a type nobody handles here',
      JSON.stringify(envelope({ type: 'orders.count.v2' })),
      'unknown type orders.count.v2',
    ],
    ['data that breaks its contract', JSON.stringify(envelope({ data: { by: 'x' } })), '/by'],
    [
      'data with more than its contract that breaks it',
      JSON.stringify(envelope({ data: { more: true } })),
      '/by',
    ],
  ])('refuses %s', async (_, body, reason) => {
    const handle = vi.fn(async () => done);
    const attempt = createInbox([on(count, ['by'], handle)], quietLog)(body);
    await expect(attempt).rejects.toBeInstanceOf(UnreadableMessage);
    await expect(attempt).rejects.toThrow(reason);
    expect(handle).not.toHaveBeenCalled();
  });

  it('takes what a newer sender says beyond the contract', async () => {
    const newer = envelope({ extra: 1, data: { by: 1, note: 'new' } });
    const inbox = createInbox([on(count, ['by'], async () => done)], quietLog);
    expect(await inbox(JSON.stringify(newer))).toEqual({ kind: 'done' });
  });

  it('is done with a message that the domain refuses for good', async () => {
    const refusing = on(count, ['by'], async () => {
      throw new AppError('invalid-state', { detail: 'too late' });
    });
    expect(await createInbox([refusing], quietLog)(JSON.stringify(envelope()))).toEqual({
      kind: 'ignored',
      reason: 'invalid-state: too late',
    });
  });

  it('fails a message that may work later', async () => {
    const busy = on(count, ['by'], async () => {
      throw new AppError('overloaded');
    });
    const broken = on(count, ['by'], async () => {
      throw new Error('no connection');
    });
    const body = JSON.stringify(envelope());
    await expect(createInbox([busy], quietLog)(body)).rejects.toMatchObject({ code: 'overloaded' });
    await expect(createInbox([broken], quietLog)(body)).rejects.toThrow('no connection');
  });
});

it.each([
  ['rate-limited', 'ignored'],
  ['internal', 'failed'],
  ['overloaded', 'failed'],
  ['gateway-timeout', 'failed'],
] as const)('a message that ends in %s is %s', async (code, outcome) => {
  const ending = on(count, ['by'], async () => {
    throw new AppError(code);
  });
  const handled = vi.fn();
  const inbox = createInbox([ending], quietLog, { handled });
  await inbox(JSON.stringify(envelope())).catch(() => undefined);
  expect(handled.mock.calls).toEqual([['orders.count.v1', outcome]]);
});

describe('what came of a message', () => {
  const outcomes = async (handle: () => Promise<Handled>, body = JSON.stringify(envelope())) => {
    const handled = vi.fn();
    await createInbox([on(count, ['by'], handle)], quietLog, { handled })(body).catch(
      () => undefined,
    );
    return handled.mock.calls;
  };

  it('is told by its type', async () => {
    expect(await outcomes(async () => done)).toEqual([['orders.count.v1', 'done']]);
    const refused = async () => {
      throw new AppError('not-found');
    };
    expect(await outcomes(refused)).toEqual([['orders.count.v1', 'ignored']]);
    const broken = async () => {
      throw new Error('no connection');
    };
    expect(await outcomes(broken)).toEqual([['orders.count.v1', 'failed']]);
  });

  it('is told without a type where the message cannot be read', async () => {
    for (const body of ['{', JSON.stringify(envelope({ type: `made.up.${Math.random()}` }))]) {
      expect(await outcomes(async () => done, body)).toEqual([[undefined, 'unreadable']]);
    }
  });
});
