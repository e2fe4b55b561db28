// A merchant's side of webhooks: what the service signs is taken, and nothing else.
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyWebhook, WebhookRefused } from '../../clients/typescript/webhooks.ts';

const secretOf = () => `whsec_${randomBytes(32).toString('base64')}`;
const secret = secretOf();
const now = Date.UTC(2026, 0, 31, 12);
const body =
  '{"id":"evt_1","type":"orders.order-placed.v1","timestamp":"2026-01-31T12:00:00Z","data":{}}';

const signed = ({ at = now, by = secret, text = body, id = 'evt_1' } = {}) => ({
  headers: {
    'webhook-id': id,
    'webhook-timestamp': String(at / 1000),
    'webhook-signature': new Webhook(by).sign(id, new Date(at), text),
  },
  body: text,
});

describe('a webhook', () => {
  it('is taken as another implementation of the standard signs it', async () => {
    expect(await verifyWebhook(secret, signed(), { now })).toEqual(JSON.parse(body));
  });

  it('is taken with the headers of a Request, and while the secret rotates', async () => {
    const { headers } = signed();
    const request = { headers: new Headers(headers), body };
    await expect(verifyWebhook([secretOf(), secret], request, { now })).resolves.toMatchObject({
      id: 'evt_1',
    });
    const both = `${new Webhook(secretOf()).sign('evt_1', new Date(now), body)} ${headers['webhook-signature']}`;
    const twice = { headers: { ...headers, 'webhook-signature': both }, body };
    await expect(verifyWebhook(secret, twice, { now })).resolves.toBeDefined();
  });

  const { headers } = signed();
  it.each([
    ['another body', { headers, body: `${body} ` }],
    ['another id', { headers: { ...headers, 'webhook-id': 'evt_2' }, body }],
    ['the secret of somebody else', signed({ by: secretOf() })],
    ['an old time', signed({ at: now - 301_000 })],
    ['a time to come', signed({ at: now + 301_000 })],
    [
      'a time with more behind it',
      { headers: { ...headers, 'webhook-timestamp': `${now / 1000}x` }, body },
    ],
    ['no time', { headers: { ...headers, 'webhook-timestamp': '' }, body }],
    ['no signature', { headers: { ...headers, 'webhook-signature': undefined }, body }],
    ['an empty signature', { headers: { ...headers, 'webhook-signature': 'v1,' }, body }],
    [
      'a signature of another version',
      {
        headers: {
          ...headers,
          'webhook-signature': headers['webhook-signature'].replace('v1', 'v2'),
        },
        body,
      },
    ],
    [
      'a signature that is no Base64',
      { headers: { ...headers, 'webhook-signature': 'v1,%%%' }, body },
    ],
    [
      'a signature cut short',
      {
        headers: { ...headers, 'webhook-signature': headers['webhook-signature'].slice(0, -4) },
        body,
      },
    ],
    ['a header twice', { headers: { ...headers, 'webhook-id': ['evt_1', 'evt_1'] }, body }],
  ])('with %s is refused', async (_, request) => {
    await expect(verifyWebhook(secret, request, { now })).rejects.toBeInstanceOf(WebhookRefused);
  });

  it.each(['', 'whsec_%%%', 'secret'])('is refused where the secret is %j', async (bad) => {
    await expect(verifyWebhook(bad, signed(), { now })).rejects.toBeInstanceOf(WebhookRefused);
  });
});
