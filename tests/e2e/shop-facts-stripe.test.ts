// What other shops charge wrongly through Stripe, tried on this one from the order to the books: each currency in Stripe's own minor units.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askShop, type Body } from '../support/asking.ts';
import { type StripeServer, startStripe } from '../support/stripe-server.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-assembly-'));
const library = new Stripe('sk_test_1');
let stripe: StripeServer;
let system: SystemUnderTest;
let asking: Awaited<ReturnType<typeof askShop>>;
let webhookSecret: string;

const rewrite = (name: string, change: (text: string) => string): void => {
  const file = join(directory, name);
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
};

/** The assembly as it is synthesised for Stripe, which is a server of this test. */
const forStripe = (url: string): void => {
  cpSync('.local/assembly', directory, { recursive: true });
  rewrite('Tandem-dev-Webhooks.template.json', (text) =>
    text.replace('"PAYMENT_PROVIDER": "sandbox"', '"PAYMENT_PROVIDER": "stripe"'),
  );
  const template = 'Tandem-dev-Payments.template.json';
  const { Resources } = JSON.parse(readFileSync(join(directory, template), 'utf8'));
  rewrite(template, (text) =>
    text.replaceAll(/"PROVIDER_URL": \{[^}]*\}/g, `"PROVIDER_URL": "${url}"`),
  );
  rewrite('Tandem-dev-Payments.assets.json', (text) => {
    const assets = JSON.parse(text);
    for (const { Properties } of Object.values<Body>(Resources)) {
      const [, entry] = /^tandem-dev-payments-(consume|reconcile)$/.exec(
        Properties?.FunctionName ?? '',
      ) ?? ['', undefined];
      if (entry === undefined) continue;
      const { source } = assets.files[Properties.Code.S3Key.replace('.zip', '')];
      source.path = resolve('dist/functions', `payments-${entry}-stripe`);
    }
    return JSON.stringify(assets);
  });
};

beforeAll(async () => {
  stripe = await startStripe();
  forStripe(stripe.url);
  system = await startSystemUnderTest(directory);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const secrets = new SecretsManagerClient({
    ...{ endpoint: system.shop.awsUrl, region: 'us-east-1', credentials },
  });
  const SecretId = 'tandem/dev/payments/provider-secret';
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'sk_test_1' }));
  const signing = { SecretId: 'tandem/dev/webhooks/provider-webhook-secret' };
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand(signing));
  webhookSecret = SecretString;
  asking = await askShop(system.shop);
});
afterAll(async () => {
  await system.stop();
  await stripe.stop();
  rmSync(directory, { recursive: true });
});

const paymentOf = async (id: string): Promise<Body> =>
  (await asking.ask('GET', `/payments/${id}`, asking.staff)).body;

const intentOf = (id: string): Body =>
  [...stripe.intents.values()].find(({ metadata }) => JSON.stringify(metadata).includes(id));

/** Tells the shop what Stripe has told last of the intent. */
const tell = async (intentId: string): Promise<void> => {
  const about = stripe.events.find(({ data }) => (data.object as Body).id === intentId);
  const payload = JSON.stringify(about);
  const signature = library.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
  const headers = { 'stripe-signature': signature };
  const answer = await system.shop.call('POST', '/webhooks/payments/stripe', {
    ...{ body: payload, headers },
  });
  expect(answer.status).toBe(202);
};

/** https://docs.stripe.com/currencies#minor-units: ours in minor units of ISO 4217, and what is asked for at Stripe. */
const charged: readonly (readonly [currency: string, amount: number, atStripe: number])[] = [
  ['EUR', 1999, 1999],
  ['ISK', 2000, 200_000],
  ['ISK', 1999, 199_900],
  ['UGX', 5000, 500_000],
  ['JPY', 500, 500],
  ['KWD', 5120, 5120],
  ['MGA', 200_000, 2000],
  ['TWD', 80_045, 80_045],
];

const wait = { timeout: 60_000, interval: 100 };

describe('an order through Stripe', () => {
  it.each(charged)(
    'of %s %i is authorised, captured and refunded as %i, and the books say so',
    async (currency, amount, atStripe) => {
      const price = { amount, currency };
      const sku = await system.shop.newSku(5, price);
      const paymentMethod = { token: 'pm_card_visa' };
      const placed = await asking.place([{ sku, quantity: 1 }], { paymentMethod });
      expect([placed.status, placed.body.totals?.total]).toEqual([201, price]);
      const { id } = placed.body;
      expect((await asking.settled(id)).status).toBe('confirmed');
      expect(intentOf(id)).toMatchObject({ amount: atStripe, currency: currency.toLowerCase() });
      expect((await paymentOf(id)).authorized).toEqual(price);

      const parcel = { carrier: 'Post', trackingNumber: 'T1' };
      await asking.ask('POST', `/orders/${id}/shipments`, asking.staff, parcel);
      await expect.poll(async () => (await paymentOf(id)).captured, wait).toEqual(price);
      expect(intentOf(id).amount_received).toBe(atStripe);

      const refund = { amount: price, reason: 'a gift' };
      // The order hears of its capture after the payment.
      const refunded = () => asking.ask('POST', `/orders/${id}/refunds`, asking.staff, refund);
      await expect.poll(async () => (await refunded()).status, wait).toBe(202);
      await expect.poll(async () => (await paymentOf(id)).refunded, wait).toEqual(price);
      const given = stripe.refunds.filter((each) => each.payment_intent === intentOf(id).id);
      expect(given.map((each) => each.amount)).toEqual([atStripe]);

      await tell(intentOf(id).id);
      const { entries, flags } = await paymentOf(id);
      const booked = entries.map(({ kind, amount: paid }: Body) => [kind, paid]);
      expect(booked).toEqual([
        ['authorization', price],
        ['capture', price],
        ['refund', price],
      ]);
      expect(flags).toEqual([]);
    },
  );

  it.each([
    ['KWD', 1999],
    ['BHD', 5124],
    ['JOD', 1],
    ['TND', 11],
    ['OMR', 5129],
    ['MGA', 1999],
  ])('of %s %i cannot be charged, and is refused before it is placed', async (currency, amount) => {
    const sku = await system.shop.newSku(5, { amount, currency });
    const intents = stripe.intents.size;
    const answer = await asking.place([{ sku, quantity: 1 }]);
    expect([answer.status, answer.body.code]).toEqual([422, 'amount-not-payable']);
    expect(stripe.intents.size).toBe(intents);
    expect(await system.shop.stock(sku)).toMatchObject({ reserved: 0, available: 5 });
  });

  it('of KWD 1.999 can be paid ten at a time', async () => {
    const sku = await system.shop.newSku(20, { amount: 1999, currency: 'KWD' });
    const paymentMethod = { token: 'pm_card_visa' };
    const { body } = await asking.place([{ sku, quantity: 10 }], { paymentMethod });
    expect((await asking.settled(body.id)).status).toBe('confirmed');
    expect(intentOf(body.id)).toMatchObject({ amount: 19_990, currency: 'kwd' });
  });

  it('is not refunded by what cannot be given back', async () => {
    const sku = await system.shop.newSku(5, { amount: 5120, currency: 'KWD' });
    const paymentMethod = { token: 'pm_card_visa' };
    const { body } = await asking.place([{ sku, quantity: 1 }], { paymentMethod });
    await asking.settled(body.id);
    const parcel = { carrier: 'Post', trackingNumber: 'T1' };
    await asking.ask('POST', `/orders/${body.id}/shipments`, asking.staff, parcel);
    await expect.poll(async () => (await paymentOf(body.id)).captured.amount, wait).toBe(5120);
    const refund = { amount: { amount: 1999, currency: 'KWD' }, reason: 'a scratch' };
    const answered = async () =>
      (await asking.ask('POST', `/orders/${body.id}/refunds`, asking.staff, refund)).body.code;
    await expect.poll(answered, wait).toBe('amount-not-payable');
    expect((await paymentOf(body.id)).refunded.amount).toBe(0);
  });
});
