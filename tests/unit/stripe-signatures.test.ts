// Signatures that look like Stripe's: one good one among few is enough, and no number of wrong ones is.
import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stripeFault } from '../../functions/webhooks/inbound/stripe.ts';

const secret = 'whsec_stripe_test_secret';
const now = 1_767_225_600;
const body = '{"id":"evt_1","type":"payment_intent.succeeded"}';

const macOf = (
  text: string,
  { by = secret, at = now }: { by?: string; at?: number | string } = {},
) => createHmac('sha256', by).update(`${at}.${text}`).digest('hex');

const good = macOf(body);
const wrong = macOf('{"id":"evt_2"}');
const headerOf = (signatures: readonly string[], at: number | string = now) =>
  [`t=${at}`, ...signatures.map((signature) => `v1=${signature}`)].join(',');

const faultOf = (header: string, { text = body, secrets = [secret] } = {}) =>
  stripeFault(secrets, header, Buffer.from(text), now);

const counts = Array.from({ length: 12 }, (_, index) => index + 1);

describe.each(counts)('of %i signatures', (count) => {
  const distinct = Array.from({ length: count }, () => randomBytes(32).toString('hex'));

  it('all wrong, none is taken: the same one again and again, or each another', () => {
    const reason = count <= 10 ? 'signature' : 'too-many';
    expect(faultOf(headerOf(Array(count).fill(wrong)))).toBe(reason);
    expect(faultOf(headerOf(distinct))).toBe(reason);
    expect(faultOf(headerOf(distinct), { secrets: [secret, 'whsec_next'] })).toBe(reason);
  });

  it.each(['first', 'last'])('the %s may be the good one, but only of ten', (place) => {
    const others = distinct.slice(1);
    const all = place === 'first' ? [good, ...others] : [...others, good];
    expect(faultOf(headerOf(all))).toBe(count <= 10 ? undefined : 'too-many');
  });
});

/** Of those that are not refused for the signature itself. */
const reasons: Readonly<Record<string, string>> = {
  'no header': 'timestamp',
  'nothing but commas': 'timestamp',
  'names without values': 'timestamp',
  'no timestamp': 'timestamp',
  'a million of them': 'too-many',
};

describe('a signature', () => {
  it.each([
    ['no header', ''],
    ['nothing but commas', ','.repeat(100)],
    ['names without values', 't=,v1='],
    ['no timestamp', `v1=${good}`],
    ['no signature', `t=${now}`],
    ['only a signature of the old scheme', `t=${now},v0=${good}`],
    ['a good one of the old scheme beside a wrong one', `t=${now},v0=${good},v1=${wrong}`],
    ['a scheme nobody knows', `t=${now},v2=${good}`],
    ['a name in upper case', `t=${now},V1=${good}`],
    ['one that is empty', headerOf([''])],
    ['one of another secret', headerOf([macOf(body, { by: 'whsec_another' })])],
    ['one by an empty secret', headerOf([macOf(body, { by: '' })])],
    ['one of another body', headerOf([wrong])],
    ['one of the body alone', headerOf([createHmac('sha256', secret).update(body).digest('hex')])],
    ['one by another hash', headerOf([createHmac('sha512', secret).update(body).digest('hex')])],
    ['one in upper case', headerOf([good.toUpperCase()])],
    ['one in base64', headerOf([Buffer.from(good, 'hex').toString('base64')])],
    ['one that is no hexadecimal', headerOf(['z'.repeat(64)])],
    ['one with a digit less', headerOf([good.slice(0, -1)])],
    ['one with a digit more', headerOf([`${good}0`])],
    ['its first half', headerOf([good.slice(0, 32)])],
    ['one with something behind it', headerOf([`${good}=`])],
    ['one with a blank before it', headerOf([` ${good}`])],
    ['one of a million digits', headerOf([good.repeat(15_625)])],
    ['a million of them', headerOf(Array(1_000).fill(wrong.repeat(15)))],
  ])('%s is refused', (what, header) => {
    const reason = reasons[what] ?? 'signature';
    expect(faultOf(header)).toBe(reason);
  });

  it('is good for its own bytes only', () => {
    const header = headerOf([good]);
    expect(faultOf(header)).toBeUndefined();
    for (const text of ['', `${body} `, body.toUpperCase(), body.slice(1), `${body}${body}`]) {
      expect(faultOf(header, { text })).toBe('signature');
    }
  });

  it('is refused where there is no secret', () => {
    expect(faultOf(headerOf([good]), { secrets: [] })).toBe('signature');
  });
});

describe('a timestamp', () => {
  const signedAt = (at: number | string) => headerOf([macOf(body, { at })], at);

  it.each([-300, -1, 0, 1, 300])('%i seconds away is taken', (seconds) => {
    expect(faultOf(signedAt(now + seconds))).toBeUndefined();
  });

  it.each([-301, -86_400, 301, 86_400])('%i seconds away is refused', (seconds) => {
    expect(faultOf(signedAt(now + seconds))).toBe('timestamp');
  });

  it.each([
    ['another one than was signed', headerOf([good], now + 1)],
    ['in milliseconds', signedAt(`${now}000`)],
    ['with a zero before it', signedAt(`0${now}`)],
    ['with a sign', signedAt(`+${now}`)],
    ['with a fraction', signedAt(`${now}.0`)],
    ['with something behind it', signedAt(`${now}=1`)],
    ['in hexadecimal digits', signedAt(`0x${now.toString(16)}`)],
    ['no number', signedAt('NaN')],
    ['twice', `t=${now},${headerOf([good])}`],
    ['twice, once old', `t=${now - 301},${headerOf([good])}`],
  ])('%s is refused', (what, header) => {
    const reason = what === 'another one than was signed' ? 'signature' : 'timestamp';
    expect(faultOf(header)).toBe(reason);
  });
});
