// Signatures of Standard Webhooks at their edges: which id, which time and how many of them are looked at, and by which secrets.
import { expect, it } from 'vitest';
import { sign, signatureFault } from '../../platform/calls/standard-webhooks.ts';

const [ours, next, other] = ['a', 'b', 'c'].map(
  (letter) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`,
) as [string, string, string];
const now = 1_767_225_600;
const body = '{"a":1}';
const id = 'msg_1';

const signed = (secrets: readonly string[], changes: { id?: string; timestamp?: number } = {}) =>
  sign(secrets, { id, timestamp: now, body, ...changes });
const faultOf = (
  headers: Partial<Record<'id' | 'timestamp' | 'signature', string>>,
  secrets = [ours],
) => {
  const given = { id, timestamp: String(now), signature: signed([ours]), ...headers };
  return signatureFault(secrets, given, Buffer.from(body), now);
};

it('is good by any of the secrets, wherever it stands', () => {
  expect(faultOf({})).toBeUndefined();
  expect(faultOf({}, [next, ours])).toBeUndefined();
  expect(faultOf({}, [ours, next])).toBeUndefined();
  expect(faultOf({ signature: signed([other, ours]) })).toBeUndefined();
  expect(faultOf({ signature: signed([ours, other]) })).toBeUndefined();
  expect(faultOf({}, [ours.replace('whsec_', '')])).toBeUndefined();
  expect(faultOf({}, [next, other])).toBe('signature');
  expect(faultOf({ signature: signed([next, other]) })).toBe('signature');
});

it.each([
  [-300, undefined],
  [300, undefined],
  [-301, 'timestamp'],
  [301, 'timestamp'],
])('made %d seconds from now is %s', (seconds, fault) => {
  const timestamp = now + seconds;
  const signature = signed([ours], { timestamp });
  expect(faultOf({ timestamp: String(timestamp), signature })).toBe(fault);
});

it.each(['', `0${now}`, `${now}0`, `${now}.0`, ` ${now}`, '1e9'])(
  'made at %j is none',
  (timestamp) => {
    expect(faultOf({ timestamp })).toBe('timestamp');
  },
);

it.each([
  ['x', undefined],
  ['x'.repeat(200), undefined],
  ['!~', undefined],
  ['x'.repeat(201), 'id'],
  ['', 'id'],
  ['a b', 'id'],
  ['ä', 'id'],
])('of the id %.10j is %s', (given, fault) => {
  expect(faultOf({ id: given, signature: signed([ours], { id: given }) })).toBe(fault);
});

it('is looked for among ten', () => {
  const among = (count: number) =>
    faultOf({ signature: signed([...Array<string>(count - 1).fill(other), ours]) });
  expect([among(10), among(11)]).toEqual([undefined, 'too-many']);
});

it.each<[what: string, change: (text: string) => string]>([
  ['another version', (text: string) => text.replace('v1,', 'v2,')],
  ['no padding', (text: string) => text.replace('=', '')],
  ['nothing', () => 'v1,'],
  ['no header', () => ''],
  // Of the last character before the padding two bits are spare.
  ['other spare bits', (text: string) => text.replace(/.=$/, (end) => `${nextTo(end)}=`)],
])('with %s is none', (_name, change) => {
  expect(faultOf({ signature: change(signed([ours])) })).toBe('signature');
});

function nextTo([character = '']: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return alphabet[alphabet.indexOf(character) + 1] ?? '';
}

it('of another body or at another time is none', () => {
  const given = { id, timestamp: String(now), signature: signed([ours]) };
  expect(signatureFault([ours], given, Buffer.from('{"a":2}'), now)).toBe('signature');
  expect(faultOf({ timestamp: String(now + 1) })).toBe('signature');
  expect(faultOf({ id: 'msg_2' })).toBe('signature');
});
