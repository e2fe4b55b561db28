// The last word on a connection: how long and how much of the other side it is still listened to.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bodyAway, sayLast } from '../../platform/http/server/lingering-close.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

/** What is written to it is said; what the other side sends is `push`ed. */
const connection = () => {
  const said: string[] = [];
  const socket = new PassThrough({ allowHalfOpen: true });
  socket._transform = (chunk, _encoding, done) => {
    said.push(String(chunk));
    done();
  };
  socket._flush = () => {};
  return { socket, said };
};

describe('what is said last', () => {
  it('is said once, and the connection is gone two seconds later', async () => {
    const { socket, said } = connection();
    sayLast(socket as never, 'no');
    sayLast(socket as never, 'again');
    expect(socket.writableEnded).toBe(true);
    expect(socket.isPaused()).toBe(false);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(socket.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(socket.destroyed).toBe(true);
    expect(said).toEqual(['no']);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for nothing once the other side has closed', async () => {
    const { socket } = connection();
    sayLast(socket as never, 'no');
    socket.destroy();
    await settle();
    expect(socket.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('to nobody is not said', () => {
    const { socket, said } = connection();
    socket.end();
    sayLast(socket as never, 'no');
    expect(socket.destroyed).toBe(true);
    expect(said).toEqual([]);
  });

  it('survives an error of the connection', async () => {
    const { socket } = connection();
    sayLast(socket as never, 'no');
    socket.emit('error', new Error('reset'));
    expect(socket.destroyed).toBe(true);
  });
});

describe('the rest of a body', () => {
  const bodyOf = (members: object = {}) =>
    Object.assign(new PassThrough(), { complete: false }, members);

  const awayOf = (body: PassThrough) => {
    const away = { is: false };
    void bodyAway(body as never).then(() => {
      away.is = true;
    });
    return away;
  };

  it('that has come is waited for no longer', async () => {
    const away = awayOf(bodyOf({ complete: true }));
    const gone = bodyOf();
    gone.destroy();
    const awayToo = awayOf(gone);
    await settle();
    expect([away.is, awayToo.is]).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is waited for until it ends', async () => {
    const body = bodyOf();
    const away = awayOf(body);
    body.write('rest');
    await settle();
    expect(away.is).toBe(false);
    body.end();
    await vi.waitUntil(() => away.is);
    expect(vi.getTimerCount()).toBe(0);
    expect(body.listenerCount('data')).toBe(0);
  });

  it('is given two seconds', async () => {
    const away = awayOf(bodyOf());
    await vi.advanceTimersByTimeAsync(1_999);
    expect(away.is).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(away.is).toBe(true);
  });

  it('is given 16 MiB', async () => {
    const body = bodyOf();
    const away = awayOf(body);
    body.emit('data', Buffer.alloc(16_777_215));
    body.emit('data', Buffer.alloc(1));
    await settle();
    expect(away.is).toBe(false);
    body.emit('data', Buffer.alloc(1));
    await settle();
    expect(away.is).toBe(true);
  });
});
