// A token for calls to other services at the very millisecond, byte and answer where what becomes of it changes.
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../platform/kernel/errors.ts';
import { down, good, startTokens as start } from '../support/token-issuer.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a token for calls to other services', () => {
  it('of ten minutes is replaced from 7.5 minutes on', async () => {
    const { clock, issuer, token } = start(good('t1'), good('t2'));
    await token();
    clock.advance(449_999);
    await token();
    await settled();
    expect(issuer.asked).toHaveLength(1);
    clock.advance(1);
    expect(await token()).toBe('t1');
    await settled();
    expect([await token(), issuer.asked.length]).toEqual(['t2', 2]);
  });

  it('is used until ten seconds before its end, and not at them', async () => {
    const { clock, token } = start(good('t1'), down);
    await token();
    clock.advance(589_999);
    expect(await token()).toBe('t1');
    await settled();
    clock.advance(1);
    await expect(token()).rejects.toThrow('connection refused');
  });

  it('is asked for again a second after a failure, not before', async () => {
    const { clock, issuer, token } = start(down, down, good('t1'));
    await expect(token()).rejects.toThrow('connection refused');
    clock.advance(999);
    await expect(token()).rejects.toThrow('connection refused');
    expect(issuer.asked).toHaveLength(2);
    clock.advance(1);
    expect(await token()).toBe('t1');
  });

  it('is asked for at once where the one before it was had after a failure', async () => {
    const { issuer, token, withToken, clock } = start(down, down, good('t1'), good('t2'));
    await expect(token()).rejects.toThrow('connection refused');
    clock.advance(1_000);
    await token();
    clock.advance(10_000);
    const call = async (value: string) => {
      if (value === 't1') throw new AppError('unauthenticated');
      return value;
    };
    expect(await withToken(call)).toBe('t2');
    expect(issuer.asked).toHaveLength(4);
  });

  it('is waited for two seconds, and asked for once more', async () => {
    vi.useFakeTimers();
    try {
      const signals: (AbortSignal | null | undefined)[] = [];
      const { token } = start(({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      });
      const outcome = token().catch((error) => error.message);
      await vi.advanceTimersByTimeAsync(1_999);
      expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
      await vi.advanceTimersByTimeAsync(1);
      expect(signals[0]?.aborted).toBe(true);
      await vi.advanceTimersByTimeAsync(10_000);
      expect([signals.length, await outcome]).toEqual([2, expect.stringContaining('timed out')]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [9_999, 1],
    [10_000, 2],
  ])('of %d ms that is refused leads to %d question(s)', async (age, asked) => {
    const { clock, issuer, withToken, token } = start(good('t1'), good('t2'));
    await token();
    clock.advance(age);
    const refusing = withToken(() => Promise.reject(new AppError('unauthenticated')));
    await expect(refusing).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(issuer.asked).toHaveLength(asked);
  });

  it.each([
    ['4,096 characters', 'x'.repeat(4_096), true],
    ['4,097 characters', 'x'.repeat(4_097), false],
    ['all its characters', 'aZ09_.~+/-==', true],
    ['nothing in it', '', false],
    ['an umlaut', 'ü', false],
  ])('of %s', async (_name, text, isOne) => {
    const { token } = start(good(text));
    if (isOne) expect(await token()).toBe(text);
    else await expect(token()).rejects.toThrow('without a token');
  });

  it.each([
    [16_384, true],
    [16_385, false],
  ])('in an answer of %d bytes is had: %s', async (bytes, isHad) => {
    const body = { access_token: 't1', token_type: 'bearer', expires_in: 600, more: '' };
    body.more = '.'.repeat(bytes - JSON.stringify(body).length);
    const { token } = start(() => new Response(JSON.stringify(body)));
    if (isHad) expect(await token()).toBe('t1');
    else await expect(token()).rejects.toThrow('too much');
  });

  it('that the issuer says is good for a second is good for three quarters of it', async () => {
    const { clock, issuer, token } = start(good('t1', { expires_in: 1 }), good('t2'));
    await token();
    clock.advance(749);
    expect(await token()).toBe('t1');
    clock.advance(1);
    expect([await token(), issuer.asked.length]).toEqual(['t2', 2]);
  });

  it('that is good for 15 minutes and a second is good for 15 minutes', async () => {
    const { clock, issuer, token } = start(good('t1', { expires_in: 901 }), good('t2'));
    await token();
    clock.advance(889_999);
    expect(await token()).toBe('t1');
    await settled();
    expect(issuer.asked).toHaveLength(2);
    const other = start(good('t1', { expires_in: 900 }), down);
    await other.token();
    other.clock.advance(889_999);
    expect(await other.token()).toBe('t1');
    other.clock.advance(1);
    await settled();
    await expect(other.token()).rejects.toThrow('connection refused');
  });
});
