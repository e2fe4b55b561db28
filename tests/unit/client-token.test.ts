// A service's own token is had once, kept, replaced in time, and missed only when there is truly none.
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../platform/kernel/errors.ts';
import { down, good, startTokens as start, unknownClient } from '../support/token-issuer.ts';

/** Background work has been done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const authorizationOf = (init: RequestInit | undefined) =>
  new Headers(init?.headers).get('authorization') ?? '';

const secretsShown = (asked: readonly RequestInit[]) =>
  asked.map((init) =>
    Buffer.from(authorizationOf(init).slice('Basic '.length), 'base64').toString(),
  );

const minutes = (count: number) => count * 60_000;

describe('a token', () => {
  it('is asked for as RFC 6749 has it, and by nobody who redirects', async () => {
    const { issuer, secret, token } = start(good('t1'));
    secret.text = JSON.stringify({ clientId: 'a b', clientSecret: 'ü:%+' });
    await token();
    const [init] = issuer.asked;
    expect(init).toMatchObject({
      method: 'POST',
      redirect: 'error',
      body: 'grant_type=client_credentials',
    });
    expect(new Headers(init?.headers).get('content-type')).toBe(
      'application/x-www-form-urlencoded',
    );
    expect(secretsShown(issuer.asked)).toEqual(['a+b:%C3%BC%3A%25%2B']);
  });

  it('is had once for all who call at the same time', async () => {
    const { issuer, token } = start(good('t1'));
    expect(new Set(await Promise.all(Array.from({ length: 50 }, token)))).toEqual(new Set(['t1']));
    expect(issuer.asked).toHaveLength(1);
  });

  it('is replaced after three quarters of its life, without anybody waiting', async () => {
    const { clock, issuer, token } = start(good('t1'), good('t2'));
    await token();
    clock.advance(minutes(7));
    expect([await token(), issuer.asked.length]).toEqual(['t1', 1]);
    clock.advance(minutes(1));
    expect(await Promise.all([token(), token(), token()])).toEqual(['t1', 't1', 't1']);
    await settled();
    expect([await token(), issuer.asked.length]).toEqual(['t2', 2]);
  });

  it('is used until it expires while the issuer does not answer', async () => {
    const { clock, issuer, token } = start(good('t1'), down);
    await token();
    clock.advance(minutes(9));
    expect(await token()).toBe('t1');
    await settled();
    clock.advance(49_000);
    expect(await token()).toBe('t1');
    await settled();
    // Ten seconds before its end it could expire on the way.
    clock.advance(1_000);
    await expect(token()).rejects.toThrow('connection refused');
    issuer.answers = [good('t2')];
    clock.advance(1_000);
    expect(await token()).toBe('t2');
  });

  it('is asked for once a second at most while there is none, each time twice', async () => {
    const { clock, issuer, token } = start(down);
    for (let number = 0; number < 10; number += 1) await expect(token()).rejects.toThrow();
    expect(issuer.asked).toHaveLength(2);
    clock.advance(1_000);
    await Promise.all(Array.from({ length: 10 }, () => expect(token()).rejects.toThrow()));
    expect(issuer.asked).toHaveLength(4);
  });

  it('is not waited for longer than twice two seconds', async () => {
    vi.useFakeTimers();
    try {
      const { token } = start(() => new Promise(() => {}));
      let outcome = '';
      token().catch((error: Error) => {
        outcome = error.message;
      });
      await vi.advanceTimersByTimeAsync(3_900);
      expect(outcome).toBe('');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(outcome).toMatch(/timed out/i);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the secret', () => {
  it('is read for every token, so that one that was rotated is used at the next', async () => {
    const { clock, issuer, secret, token } = start(good('t1'), good('t2'));
    await token();
    secret.text = JSON.stringify({ clientId: 'service-a', clientSecret: 's2' });
    clock.advance(minutes(10));
    await token();
    expect(secretsShown(issuer.asked)).toEqual(['service-a:s1', 'service-a:s2']);
  });

  it('is read again when the issuer does not know it, and another is tried once', async () => {
    const { issuer, secret, token } = start((_) => {
      secret.text = JSON.stringify({ clientId: 'service-a', clientSecret: 's2' });
      return unknownClient(_);
    }, good('t1'));
    expect(await token()).toBe('t1');
    expect(secretsShown(issuer.asked)).toEqual(['service-a:s1', 'service-a:s2']);
  });

  it('is not shown again when it is the same', async () => {
    const { issuer, secret, token } = start(unknownClient);
    await expect(token()).rejects.toMatchObject({ code: 'invalid-client' });
    expect([issuer.asked.length, secret.read]).toEqual([1, 2]);
  });

  it('that cannot be read is the one known', async () => {
    const { clock, secret, token } = start(good('t1'), good('t2'));
    await token();
    secret.text = 'down';
    clock.advance(minutes(10));
    expect(await token()).toBe('t2');
  });

  it.each(['{"clientId":"a","placeholder":"x"}', '{}', 'null', '"t0p-secret"', 't0p-secret', ''])(
    '%j is none, and nobody is asked',
    async (text) => {
      const { issuer, lines, secret, token } = start(good('t1'));
      secret.text = text;
      await expect(token()).rejects.toThrow(/secret/);
      expect(issuer.asked).toHaveLength(0);
      expect(lines.join()).not.toContain('t0p');
    },
  );
});

describe('a call that is refused with 401', () => {
  const callee = (...refusedTokens: readonly string[]) => {
    const shown: string[] = [];
    const call = async (value: string) => {
      shown.push(value);
      if (refusedTokens.includes(value)) throw new AppError('unauthenticated');
      return value;
    };
    return { shown, call };
  };

  it('is made again with another token, once', async () => {
    const { clock, issuer, withToken, token } = start(good('t1'), good('t2'), good('t3'));
    await token();
    clock.advance(minutes(1));
    const { call, shown } = callee('t1');
    expect(await Promise.all([withToken(call), withToken(call)])).toEqual(['t2', 't2']);
    expect([shown, issuer.asked.length]).toEqual([['t1', 't1', 't2', 't2'], 2]);
    clock.advance(minutes(1));
    const never = callee('t2', 't3');
    await expect(withToken(never.call)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect([never.shown, issuer.asked.length]).toEqual([['t2', 't3'], 3]);
  });

  it('is not blamed on a token that is new', async () => {
    const { issuer, withToken } = start(good('t1'), good('t2'));
    const { call, shown } = callee('t1', 't2');
    for (let number = 0; number < 5; number += 1) {
      await expect(withToken(call)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    expect([shown.length, issuer.asked.length]).toEqual([5, 1]);
  });

  it('for anything else keeps the token', async () => {
    const { clock, issuer, withToken, token } = start(good('t1'), good('t2'));
    await token();
    clock.advance(minutes(1));
    const fails = async () => Promise.reject(new AppError('forbidden'));
    await expect(withToken(fails)).rejects.toMatchObject({ code: 'forbidden' });
    expect([await token(), issuer.asked.length]).toEqual(['t1', 1]);
  });
});
