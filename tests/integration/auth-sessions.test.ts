// Sessions: families of refresh tokens, their end, and their list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthDatabase, demoService, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const refresh = (refreshToken: string, arrivedAt?: number) =>
  auth.call('POST /auth/refresh', { json: { refreshToken }, arrivedAt });

const lost = '401 invalid-refresh-token';

/** How the API answers with this token. */
const asked = async (token: string) => outcomeOf(await auth.call('GET /users/me', { token }));

describe('a session', () => {
  it('rotates its refresh token; one used again later ends it', async () => {
    const first = await auth.login();
    auth.clock.advance(1000);
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    auth.clock.advance(10_001);
    const reused = await refresh(first.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'invalid-refresh-token']);
    expect(outcomeOf(await refresh(second.body.refreshToken))).toBe('401 invalid-refresh-token');
    expect(await asked(second.body.accessToken)).toBe('401 unauthenticated');
  });

  it.each([0, 20, 100, 1_000, 10_000])(
    'goes on when its client sends one token twice, %i ms apart',
    async (ms) => {
      const first = await auth.login();
      const winner = await refresh(first.refreshToken);
      auth.clock.advance(ms);
      const loser = await refresh(first.refreshToken);
      expect([loser.status, loser.body.code]).toEqual([401, 'invalid-refresh-token']);
      expect(await asked(winner.body.accessToken)).toBe('200');
      expect((await refresh(winner.body.refreshToken)).status).toBe(200);
    },
  );

  it('goes on when the second of two requests is handled half a minute after it arrived', async () => {
    const first = await auth.login();
    const arrivedAt = auth.clock.now();
    const winner = await refresh(first.refreshToken, arrivedAt);
    auth.clock.advance(29_000);
    const next = await refresh(winner.body.refreshToken);
    const late = await refresh(first.refreshToken, arrivedAt + 20);
    expect([winner, next, late].map(outcomeOf)).toEqual(['200', '200', lost]);
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  it('goes on when twenty requests bring one token at once: one is answered', async () => {
    const { refreshToken } = await auth.login();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(answers.map(outcomeOf).sort()).toEqual(['200', ...Array(19).fill(lost)]);
    const winner = answers.find(({ status }) => status === 200)?.body;
    expect(await asked(winner.accessToken)).toBe('200');
    expect((await refresh(winner.refreshToken)).status).toBe(200);
  });

  it('has one winner each time a token is exchanged twice at once', async () => {
    let { refreshToken } = await auth.login();
    for (let round = 0; round < 300; round += 1) {
      const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
      expect(answers.map(outcomeOf).sort()).toEqual(['200', lost]);
      refreshToken = answers.find(({ status }) => status === 200)?.body.refreshToken;
      auth.clock.advance(10);
    }
  });

  it('is not ended by a token that was never one of its own', async () => {
    const { refreshToken } = await auth.login();
    const bytes = Buffer.from(refreshToken, 'base64url');
    const forged = Buffer.concat([bytes.subarray(0, 32), Buffer.alloc(48, 1)]);
    auth.clock.advance(1000);
    expect(outcomeOf(await refresh(forged.toString('base64url')))).toBe(
      '401 invalid-refresh-token',
    );
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  it('does not come from a text that is no refresh token, an access token among them', async () => {
    const { accessToken } = await auth.login();
    const long = 'A'.repeat(4_000);
    for (const text of ['', 'x', 'AAAA', 'A'.repeat(107), 'Ä'.repeat(50), accessToken, long]) {
      const { status, body } = await refresh(text);
      expect([status, body.code]).toEqual([401, 'invalid-refresh-token']);
      const form = { grant_type: 'refresh_token', client_id: 'tandem', refresh_token: text };
      const exchanged = await auth.call('POST /oauth/token', { form });
      expect([exchanged.status, exchanged.body.error]).toEqual([400, 'invalid_grant']);
    }
  });

  it('ends with logout', async () => {
    const { accessToken: token, refreshToken } = await auth.login();
    expect((await auth.call('POST /auth/logout', { token })).status).toBe(204);
    expect(outcomeOf(await auth.call('GET /users/me', { token }))).toBe('401 unauthenticated');
    expect(outcomeOf(await refresh(refreshToken))).toBe('401 invalid-refresh-token');
  });

  it('ends after seven idle days', async () => {
    const { refreshToken } = await auth.login();
    auth.clock.advance(7 * 86_400_000);
    expect(outcomeOf(await refresh(refreshToken))).toBe('401 invalid-refresh-token');
  });

  it('ends after thirty days of use', async () => {
    let { refreshToken } = await auth.login();
    const outcomes = [];
    for (let week = 0; week < 5; week += 1) {
      auth.clock.advance(6.1 * 86_400_000);
      const answer = await refresh(refreshToken);
      outcomes.push(outcomeOf(answer));
      refreshToken = answer.body.refreshToken;
    }
    expect(outcomes).toEqual(['200', '200', '200', '200', lost]);
  });

  it('is carried on by the OAuth endpoint for the client it belongs to only', async () => {
    const { refreshToken: refresh_token } = await auth.login();
    const exchange = (form: Record<string, string>, headers = {}) =>
      auth.call('POST /oauth/token', { form: { grant_type: 'refresh_token', ...form }, headers });
    const foreign = await exchange({ refresh_token }, demoService);
    expect([foreign.status, foreign.body.error]).toEqual([400, 'invalid_grant']);
    const own = await exchange({ refresh_token, client_id: 'tandem' });
    expect(own.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: expect.any(String),
    });
  });

  it('is listed, and ended by its owner only', async () => {
    const mine = await auth.customer('sessions@example.com');
    await auth.login({ email: mine.email, password: mine.password });
    const list = await auth.call('GET /users/me/sessions', { token: mine.token });
    expect(list.body.items).toHaveLength(2);
    expect(list.body.items[0]).toEqual({
      id: expect.stringMatching(/^ses_/),
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
      userAgent: '',
      current: expect.any(Boolean),
    });
    const other = list.body.items.find(({ current }: { current: boolean }) => !current);
    const end = (token: string, id = other.id) =>
      auth.call('DELETE /users/me/sessions/{id}', { token, params: { id } });
    const stranger = await auth.customer('stranger@example.com');
    expect(outcomeOf(await end(stranger.token))).toBe('404 not-found');
    expect(outcomeOf(await end(mine.token, 's'.repeat(3_000)))).toBe('404 not-found');
    expect((await end(mine.token)).status).toBe(204);
    const left = await auth.call('GET /users/me/sessions', { token: mine.token });
    expect(left.body.items).toHaveLength(1);
  });

  it('is on one page of the list', async () => {
    const { email, password, token } = await auth.customer('pages@example.com');
    for (let number = 0; number < 4; number += 1) await auth.login({ email, password });
    const list = async (search: string, as = token) =>
      (
        await auth.call('GET /users/me/sessions', {
          token: as,
          query: new URLSearchParams(search),
        })
      ).body;
    const all = await list('');
    expect([all.items.length, all.nextCursor]).toEqual([5, null]);
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([2, 2, 1]);
    expect([...first.items, ...second.items, ...third.items]).toEqual(all.items);
    expect(third.nextCursor).toBeNull();
    expect((await list('limit=101')).code).toBe('validation-failed');
    const stranger = await auth.customer('other-pages@example.com');
    const foreign = await list(`cursor=${first.nextCursor}`, stranger.token);
    expect(foreign.code).toBe('invalid-cursor');
  });
});
