// Claims, cursors and secrets at the edges: what is just good, and what is just no more.
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../platform/tokens/identity.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { createSecretReader, parseSecret } from '../../platform/tokens/secrets.ts';
import { testClock } from '../support/clock.ts';
import { refusal } from '../support/refusals.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the claims of a token', () => {
  const now = 1_800_000_000;
  const claims = {
    aud: 'tandem',
    iat: now,
    exp: now + 900,
    sub: `usr_${'0'.repeat(32)}`,
    jti: 'id',
    client_id: 'shop',
  };
  const read = (changes: object = {}) => identityOf({ ...claims, ...changes }, now);

  it('say who calls', () => {
    const session = { sid: 'ses_1', roles: ['customer', 7, 'staff'], scope: 'read  write ' };
    expect(read(session)).toEqual({
      subject: claims.sub,
      kind: 'user',
      roles: ['customer', 'staff'],
      scopes: ['read', 'write'],
      session: 'ses_1',
      clientId: 'shop',
      tokenId: 'id',
      issuedAt: now,
      expiresAt: now + 900,
    });
    expect(read({ sub: 'cli_shop', sid: 7, roles: 'staff', scope: ['read'] })).toEqual({
      subject: 'cli_shop',
      kind: 'client',
      roles: [],
      scopes: [],
      clientId: 'shop',
      tokenId: 'id',
      issuedAt: now,
      expiresAt: now + 900,
    });
  });

  it.each([
    ['issued as far ahead as clocks differ', { iat: now + 5, exp: now + 905 }],
    ['issued in the first second there was', { iat: 1, exp: 901 }],
  ])('%s are good', (_name, changes) => {
    expect(read(changes)).toMatchObject({ subject: claims.sub });
  });

  it.each([
    ['future', { iat: now + 6, exp: now + 905 }],
    ['lifetime', { exp: now + 901 }],
    ['time', { iat: 0 }],
    ['time', { iat: -1 }],
    ['time', { iat: now + 0.5 }],
    ['time', { exp: String(now) }],
    ['time', { exp: undefined }],
    ['audience', { aud: ['tandem'] }],
    ['token-id', { jti: '' }],
    ['token-id', { jti: 7 }],
    ['client', { client_id: '' }],
    ['client', { client_id: 7 }],
    ['subject', { sub: 7 }],
    ['subject', { sub: [claims.sub] }],
    ['subject', { sub: ['cli_shop'] }],
    ['subject', { sub: 'usr_1' }],
    ['subject', { sub: 'cli_ab' }],
  ])('are refused for their %s: %j', (reason, changes) => {
    expect(() => read(changes)).toThrow(refusal('unauthenticated', { reason }));
  });
});

describe('a cursor', () => {
  const seals = createSeals('key');
  const cursor = seals.seal({ at: 1 }, 'orders');
  const [body = '', tag = ''] = cursor.split('.');

  it('has a tag of 16 bytes', () => {
    expect(Buffer.from(tag, 'base64url')).toHaveLength(16);
    expect(seals.open(cursor, 'orders')).toEqual({ at: 1 });
  });

  it.each([
    ['with more behind it', `${cursor}.`],
    ['with a longer tag', `${body}.${tag}AAAA`],
    ['with a shorter tag', `${body}.${tag.slice(0, -2)}`],
    ['without a tag', body],
  ])('%s is none', (_name, text) => {
    expect(() => seals.open(text, 'orders')).toThrow(refusal('invalid-cursor'));
  });
});

describe('a secret', () => {
  const readerOf = (maxAgeMs?: number) => {
    const clock = testClock();
    const asked: string[] = [];
    const answers: (string | undefined | Error)[] = [];
    const client = {
      send: async ({ input }: { input: { SecretId: string } }) => {
        asked.push(input.SecretId);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return { SecretString: answer };
      },
    };
    const read = createSecretReader(clock, {
      client: client as never,
      ...(maxAgeMs && { maxAgeMs }),
    });
    return { clock, asked, answers, read };
  };

  it('is kept for five minutes, each by its name', async () => {
    const { clock, asked, answers, read } = readerOf();
    answers.push('one', 'other', 'new');
    expect([await read('a'), await read('b')]).toEqual(['one', 'other']);
    clock.advance(299_999);
    expect(await read('a')).toBe('one');
    clock.advance(1);
    expect(await read('a')).toBe('new');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('that could not be read or has no text is asked for again', async () => {
    const { answers, read } = readerOf(60_000);
    answers.push(new Error('down'), undefined, 'text');
    await expect(read('a')).rejects.toThrow('down');
    await settled();
    await expect(read('a')).rejects.toThrow('secret a has no text');
    await settled();
    expect(await read('a')).toBe('text');
  });

  it.each(['', 'text', '7', 'null', '"text"'])('as %j holds nothing', (text) => {
    expect(() => parseSecret(text)).toThrow('the secret does not hold a JSON object');
  });

  it('holds the members of its object', () => {
    expect(parseSecret('{"a":1}')).toEqual({ a: 1 });
  });
});
