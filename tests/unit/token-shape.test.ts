// The shape of a token, each check for itself: what is not ours goes no further than here.
import { expect, it } from 'vitest';
import { checkTokenShape } from '../../platform/tokens/token-shape.ts';
import { refusal } from '../support/refusals.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' };
const payload = { sub: 'usr_1' };
const signature = Buffer.alloc(64, 7).toString('base64url');
const token = (
  changes: object = {},
  [claims, signed]: readonly [string, string] = [encode(payload), signature],
) => `${encode({ ...header, ...changes })}.${claims}.${signed}`;

it.each([token(), token({ kid: 'k' }), token({ kid: 'x'.repeat(64) })])(
  '%s is in shape',
  (good) => {
    expect(() => checkTokenShape(good)).not.toThrow();
  },
);

it.each([
  ['not-a-jwt', `${token()}.`],
  ['not-a-jwt', token().split('.').slice(0, 2).join('.')],
  ['header-member', token({ jku: 'https://evil.example' })],
  ['header-member', token({ crit: [] })],
  ['algorithm', token({ alg: 'none' })],
  ['algorithm', token({ alg: 'HS256' })],
  ['algorithm', token({ alg: undefined })],
  ['type', token({ typ: 'JWT' })],
  ['type', token({ typ: undefined })],
  ['key-id', token({ kid: undefined })],
  ['key-id', token({ kid: 7 })],
  ['key-id', token({ kid: '' })],
  ['key-id', token({ kid: '../key' })],
  ['key-id', token({ kid: 'x'.repeat(65) })],
  ['not-an-object', token({}, [encode(7), signature])],
  ['not-an-object', token({}, [encode(null), signature])],
  ['not-an-object', token({}, [encode([]), signature])],
])('is refused for its %s: %s', (reason, given) => {
  expect(() => checkTokenShape(given)).toThrow(refusal('unauthenticated', { reason }));
});
