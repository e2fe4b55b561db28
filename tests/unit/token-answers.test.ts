// What the token endpoint answers is not believed blindly, and nothing of it is told.
import { describe, expect, it } from 'vitest';
import { good, says, startTokens as start, type TokenAnswer } from '../support/token-issuer.ts';

const minutes = (count: number) => count * 60_000;

describe('an answer of the token endpoint', () => {
  const long = 'x'.repeat(20_000);

  it.each<[string, TokenAnswer]>([
    ['is not JSON', () => new Response('<html>t0p</html>')],
    ['is a number', says(7)],
    ['is empty', () => new Response(null)],
    ['has no token', good(undefined as never)],
    ['has a token that breaks the header', good('a\r\nx-evil: 1')],
    ['has a token in two words', good('a b')],
    ['has a token of 5,000 characters', good('x'.repeat(5_000))],
    ['has another token_type', good('t0p', { token_type: 'mac' })],
    ['has no token_type', good('t0p', { token_type: undefined })],
    ['has no expires_in', good('t0p', { expires_in: undefined })],
    ['expires in the past', good('t0p', { expires_in: -1 })],
    ['expires at once', good('t0p', { expires_in: 0 })],
    ['expires in a text', good('t0p', { expires_in: '600' })],
    ['expires in parts', good('t0p', { expires_in: 0.5 })],
    ['is huge', good('t0p', { more: long })],
    ['fails', says({ error: 't0p' }, 500)],
  ])('that %s is none', async (_, answer) => {
    const { issuer, lines, token } = start(answer);
    const error = await token().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(issuer.asked).toHaveLength(2);
    expect(`${(error as Error).stack} ${lines.join()}`).not.toMatch(/t0p|s1\b/);
    expect(lines.join()).toContain('no access token');
  });

  it.each<[string, TokenAnswer]>([
    ['invalid_scope', says({ error: 'invalid_scope' }, 400)],
    ['too many requests', says({ error: 'temporarily_unavailable' }, 429)],
    ['forbidden', says({ message: 'Forbidden' }, 403)],
  ])('that refuses with %s is not asked for again', async (_, answer) => {
    const { issuer, token } = start(answer);
    await expect(token()).rejects.toMatchObject({ code: 'forbidden' });
    expect(issuer.asked).toHaveLength(1);
  });

  it('that says a year is believed for fifteen minutes', async () => {
    const { clock, issuer, token } = start(good('t1', { expires_in: 31_536_000 }), good('t2'));
    await token();
    clock.advance(minutes(15) - 10_000);
    expect([await token(), issuer.asked.length]).toEqual(['t2', 2]);
  });

  it('that says eight seconds is used for six', async () => {
    const { clock, token } = start(good('t1', { expires_in: 8 }), good('t2'));
    await token();
    clock.advance(5_999);
    expect(await token()).toBe('t1');
    clock.advance(1);
    expect(await token()).toBe('t2');
  });

  it('without end is cut off', async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            sent += 1;
            controller.enqueue(new Uint8Array(4_096));
          },
        }),
      );
    const { token } = start(endless);
    await expect(token()).rejects.toThrow('too much');
    expect(sent).toBeLessThan(20);
  });
});
