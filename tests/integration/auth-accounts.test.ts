// A person's way through auth, on a real table: register, verify, log in, be forgotten.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthDatabase, demo, password, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const comparable = ({ instance: _, ...rest }: Record<string, unknown>) => rest;

describe('an account', () => {
  it('is registered, verified by mail and then logs in', async () => {
    const account = { email: 'Ada@Example.com', password, name: 'Ada' };
    const registered = await auth.call('POST /users', { json: account });
    expect([registered.status, registered.body]).toEqual([202, { status: 'accepted' }]);

    const early = await auth.login({ email: account.email, password });
    expect(early.code).toBe('email-not-verified');

    const token = await auth.lastToken('ada@example.com', 'verify-email');
    const verify = () => auth.call('POST /users/verification', { json: { token } });
    expect((await verify()).status).toBe(204);
    expect((await verify()).body.code).toBe('invalid-token');

    const tokens = await auth.login({ email: 'ADA@example.com', password });
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      deviceToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 600,
    });
    const profile = await auth.call('GET /users/me', { token: tokens.accessToken });
    expect(profile.body).toEqual({
      id: expect.stringMatching(/^usr_[0-9a-f]{32}$/),
      email: 'ada@example.com',
      name: 'Ada',
      roles: ['customer'],
      emailVerified: true,
      mfaEnabled: false,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    const facts = (await auth.messages()).filter(({ destination }) => destination === 'topic');
    expect(facts.map(({ envelope }) => envelope.data)).toContainEqual({
      userId: profile.body.id,
      email: 'ada@example.com',
      name: 'Ada',
    });
  });

  it('that exists already gets a mail instead, and the answer is the same', async () => {
    const json = { email: demo.email, password, name: 'Mallory' };
    const answer = await auth.call('POST /users', { json });
    expect([answer.status, answer.body]).toEqual([202, { status: 'accepted' }]);
    expect(await auth.mails(demo.email)).toEqual([
      {
        userId: expect.any(String),
        email: demo.email,
        name: 'Demo Customer',
        template: 'already-registered',
      },
    ]);
    expect((await auth.login()).tokenType).toBe('Bearer');
  });

  describe('registered twice before it is verified', () => {
    const mine = `${password} of mine`;
    const theirs = `${password} of theirs`;
    const register = async (email: string, name: string, secret: string) => {
      await auth.call('POST /users', { json: { email, name, password: secret } });
      return auth.lastToken(email, 'verify-email');
    };
    const verify = async (token: string) =>
      (await auth.call('POST /users/verification', { json: { token } })).status;

    it.each([
      ['before the owner', true, 'invalid-credentials'],
      ['after the owner', false, 'email-not-verified'],
    ])(
      'by a stranger %s has the password of the link that is followed',
      async (_, strangerFirst, told) => {
        const email = `twice-${strangerFirst}@example.com`;
        const stranger = () => register(email, 'Stranger', theirs);
        const early = strangerFirst ? await stranger() : undefined;
        const link = await register(email, 'Owner', mine);
        const foreign = early ?? (await stranger());
        expect([await verify(link), await verify(foreign)]).toEqual([204, 400]);
        expect((await auth.login({ email, password: theirs })).code).toBe(told);
        const { accessToken: token } = await auth.login({ email, password: mine });
        expect((await auth.call('GET /users/me', { token })).body).toMatchObject({ name: 'Owner' });
      },
    );
  });

  it('is one, when two register an address at once', async () => {
    const email = 'race@example.com';
    const json = { email, password, name: 'Racer' };
    const call = () => auth.call('POST /users', { json });
    const answers = await Promise.all([call(), call()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const token = await auth.lastToken(email, 'verify-email');
    expect((await auth.call('POST /users/verification', { json: { token } })).status).toBe(204);
  });

  it('answers a wrong password like an unknown address', async () => {
    const wrong = await auth.call('POST /auth/login', { json: { ...demo, password: 'x' } });
    const unknown = await auth.call('POST /auth/login', {
      json: { email: 'nobody@example.com', password: 'x' },
    });
    expect(outcomeOf(wrong)).toBe('401 invalid-credentials');
    expect(comparable(wrong.body)).toEqual(comparable(unknown.body));
  });

  it('keeps its link in a mail for half an hour', async () => {
    const email = 'late@example.com';
    await auth.call('POST /users', { json: { email, password, name: 'Late' } });
    const token = await auth.lastToken(email, 'verify-email');
    auth.clock.advance(30 * 60_000);
    const late = await auth.call('POST /users/verification', { json: { token } });
    expect(late.body.code).toBe('invalid-token');
  });

  it.each([
    ['short', 'too-short'],
    ['x'.repeat(257), 'too-long'],
    ['passwordpassword', 'too-common'],
    ['1qaz2wsx3edc4rfv', 'too-common'],
    ['abcabcabcabcabcabc', 'too-common'],
    ['grace.hopper-1906', 'like-address'],
  ])('is not opened with the password %s', async (weak, code) => {
    const json = { email: 'grace.hopper@example.com', password: weak, name: 'Grace' };
    const answer = await auth.call('POST /users', { json });
    expect([answer.status, answer.body.code, answer.body.errors]).toEqual([
      422,
      'password-rejected',
      [{ pointer: '/password', code, detail: expect.any(String) }],
    ]);
  });

  it.each(['a\uff20b@example.com', `${'\ufdfa'.repeat(20)}@example.com`])(
    'is not opened for %s, which is no address once it is normalised',
    async (email) => {
      const answer = await auth.call('POST /users', { json: { email, password, name: 'X' } });
      expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([422, '/email']);
    },
  );

  it('is one, however its domain is written', async () => {
    const written = { email: 'Kunde@Bücher.example', password, name: 'Kunde' };
    await auth.call('POST /users', { json: written });
    const email = 'kunde@xn--bcher-kva.example';
    const token = await auth.lastToken(email, 'verify-email');
    await auth.call('POST /users/verification', { json: { token } });
    for (const spelling of [written.email, email]) {
      expect((await auth.login({ email: spelling, password })).tokenType).toBe('Bearer');
    }
    await auth.call('POST /users', { json: { email, password, name: 'Another' } });
    expect((await auth.mails(email)).at(-1)?.template).toBe('already-registered');
  });

  it.each(['POST /users', 'POST /auth/login', 'POST /auth/password-reset'])(
    'is not looked for by %s where mail cannot reach the address',
    async (route) => {
      const name = route === 'POST /users' ? { name: 'X' } : {};
      const secret = route === 'POST /auth/password-reset' ? {} : { password };
      for (const email of ['foo<victim@example.com>', 'a,b@example.com', 'a@xn--99999999.com']) {
        const answer = await auth.call(route, { json: { email, ...secret, ...name } });
        expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([422, '/email']);
      }
    },
  );

  it('takes one password in every Unicode spelling', async () => {
    const email = 'unicode@example.com';
    const spelled = (form: 'NFC' | 'NFD') => 'pässwörter sind ﬁligran'.normalize(form);
    await auth.call('POST /users', { json: { email, password: spelled('NFC'), name: 'U' } });
    const token = await auth.lastToken(email, 'verify-email');
    await auth.call('POST /users/verification', { json: { token } });
    expect((await auth.login({ email, password: spelled('NFD') })).tokenType).toBe('Bearer');
  });
});

describe('a profile', () => {
  it('changes its name at once and tells the others', async () => {
    const { token, email } = await auth.customer('name@example.com');
    const changed = await auth.call('PATCH /users/me', { token, json: { name: 'Renamed' } });
    expect([changed.status, changed.body.name]).toEqual([200, 'Renamed']);
    const facts = (await auth.messages()).map(({ envelope }) => envelope);
    expect(facts.at(-1)).toMatchObject({
      type: 'auth.user-profile-changed.v1',
      data: { userId: changed.body.id, email, name: 'Renamed' },
    });
  });

  it('changes its address after the password and a mail to the new one', async () => {
    const { token, password: secret } = await auth.customer('old@example.com');
    const patch = (json: object) => auth.call('PATCH /users/me', { token, json });
    expect((await patch({ email: 'new@example.com' })).body.code).toBe('validation-failed');
    const wrong = await patch({ email: 'new@example.com', password: 'wrong' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
    const asked = await patch({ email: 'new@example.com', password: secret });
    expect([asked.status, asked.body.email]).toEqual([200, 'old@example.com']);
    const link = await auth.lastToken('new@example.com', 'verify-email');
    await auth.call('POST /users/verification', { json: { token: link } });
    expect((await auth.call('GET /users/me', { token })).body.email).toBe('new@example.com');
    expect((await auth.login({ email: 'old@example.com', password })).code).toBe(
      'invalid-credentials',
    );
    expect((await auth.login({ email: 'new@example.com', password })).tokenType).toBe('Bearer');
  });

  it('does not tell whether a new address is taken', async () => {
    const { token } = await auth.customer('mover@example.com');
    const json = { email: demo.email, password };
    const asked = await auth.call('PATCH /users/me', { token, json });
    expect([asked.status, asked.body.email]).toEqual([200, 'mover@example.com']);
    expect((await auth.mails(demo.email)).at(-1)?.template).toBe('already-registered');
  });

  it('sends five mails a minute to a new address, whoever asks and however often', async () => {
    const reader = 'bombed@example.com';
    const one = await auth.customer('bomber@example.com');
    const ask = async ({ token }: { token: string }, email: string) =>
      (await auth.call('PATCH /users/me', { token, json: { email, password } })).status;
    const statuses = [];
    for (let number = 0; number < 4; number += 1) statuses.push(await ask(one, reader));
    const other = await auth.customer('second-bomber@example.com');
    for (let number = 0; number < 2; number += 1) statuses.push(await ask(other, reader));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const registered = await auth.call('POST /users', {
      json: { email: reader, password, name: 'Bomber' },
    });
    expect(outcomeOf(registered)).toBe('429 rate-limited');
    expect(await auth.mails(reader)).toHaveLength(5);
  });

  it('sends five mails a minute for one account, to whatever address', async () => {
    const { token } = await auth.customer('sprayer@example.com');
    const statuses = [];
    for (let number = 0; number < 6; number += 1) {
      const json = { email: `sprayed-${number}@example.com`, password };
      statuses.push((await auth.call('PATCH /users/me', { token, json })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('is not changed from a stale version', async () => {
    const { token } = await auth.customer('etag@example.com');
    const { headers } = await auth.call('GET /users/me', { token });
    const patch = (name: string) =>
      auth.call('PATCH /users/me', {
        token,
        json: { name },
        headers: { 'if-match': headers.etag ?? '' },
      });
    expect((await patch('One')).status).toBe(200);
    expect((await patch('Two')).body.code).toBe('precondition-failed');
  });
});

describe('a deletion', () => {
  it('erases the account, ends its sessions and tells the others', async () => {
    const { token, email } = await auth.customer('gone@example.com');
    const { id } = (await auth.call('GET /users/me', { token })).body;
    const answer = await auth.call('POST /users/me/deletion', { token, json: { password } });
    expect(answer.status).toBe(202);
    expect(outcomeOf(await auth.call('GET /users/me', { token }))).toBe('401 unauthenticated');
    expect((await auth.login({ email, password })).code).toBe('invalid-credentials');
    expect(await auth.store.user(id)).toMatchObject({ email: '', name: '', passwordHash: '' });
    expect(await auth.store.sessions(id)).toEqual([]);
    expect((await auth.messages()).at(-1)?.envelope).toMatchObject({
      type: 'auth.user-deletion-requested.v1',
      data: { userId: id },
    });
    expect((await auth.customer(email)).token).not.toBe('undefined');
  });
});

describe('the seed', () => {
  it('adds nothing the second time', async () => {
    expect(await auth.seed()).toBe(0);
  });
});
