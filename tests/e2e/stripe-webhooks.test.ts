// Stripe's webhooks through the gateway: what Stripe's own library signs is accepted, thousands of mutations of it are refused, none breaks anything.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generator } from '../../localstack/cloud/faults.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

let system: SystemUnderTest;
let secret: string;
const directory = mkdtempSync(join(tmpdir(), 'tandem-assembly-'));
const stripe = new Stripe('sk_test_1');
/** Fewer than the function's environments: what is too much at once is 503, and another test's matter. */
const atOnce = 8;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

/** The assembly as it is synthesised for Stripe, as far as these webhooks go. */
const forStripe = () => {
  cpSync('.local/assembly', directory, { recursive: true });
  const file = join(directory, 'Tandem-dev-Webhooks.template.json');
  const template = readFileSync(file, 'utf8');
  const changed = template.replace('"PAYMENT_PROVIDER": "sandbox"', '"PAYMENT_PROVIDER": "stripe"');
  expect(changed).not.toBe(template);
  writeFileSync(file, changed);
};

beforeAll(async () => {
  forStripe();
  system = await startSystemUnderTest(directory);
  const secrets = new SecretsManagerClient({
    endpoint: system.shop.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const SecretId = 'tandem/dev/webhooks/provider-webhook-secret';
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  secret = SecretString;
});
afterAll(async () => {
  agent.destroy();
  await system.stop();
  rmSync(directory, { recursive: true });
});

interface Webhook {
  readonly body: Buffer;
  readonly signature: string;
}

/** Over a plain socket: header and body go out byte by byte as they are. */
const post = ({ body, signature }: Webhook): Promise<number> =>
  new Promise((resolve, reject) => {
    const url = `${system.shop.apiUrl}/webhooks/payments/stripe`.replace('localhost', '127.0.0.1');
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** What the gateway throttles has not been heard: it is sent again. */
const heard = async (webhook: Webhook): Promise<number> => {
  for (;;) {
    const status = await post(webhook);
    if (status !== 429) return status;
    await sleep(100);
  }
};

const webhook = (id: string, timestamp = Math.floor(Date.now() / 1000), key = secret): Webhook => {
  const object = {
    id: 'pi_1',
    amount: 100,
    amount_received: 60,
    currency: 'eur',
    metadata: { captureKey: 'ord_00000000000000000000000000000001:capture:c1' },
  };
  const type = 'payment_intent.succeeded';
  const payload = JSON.stringify({ id, object: 'event', type, data: { object } });
  const options = { payload, secret: key, timestamp };
  const signature = stripe.webhooks.generateTestHeaderString(options);
  return { body: Buffer.from(payload), signature };
};

const printable = (random: () => number) => String.fromCharCode(33 + Math.floor(random() * 94));

/** One way to be wrong, drawn from the generator; never the original. */
const mutated = (index: number, random: () => number): Webhook => {
  const good = webhook(`evt_${index}`);
  const { body, signature } = good;
  const at = Math.floor(random() * body.length);
  const spot = Math.floor(random() * signature.length);
  switch (index % 6) {
    case 0: {
      const flipped = Buffer.from(body);
      flipped[at] = (flipped[at] ?? 0) ^ (1 + Math.floor(random() * 255));
      return { ...good, body: flipped };
    }
    case 1: {
      let other = printable(random);
      while (other === signature[spot]) other = printable(random);
      return { ...good, signature: signature.slice(0, spot) + other + signature.slice(spot + 1) };
    }
    case 2:
      return { ...good, body: body.subarray(0, at) };
    case 3:
      return { ...good, signature: signature.slice(0, spot) };
    case 4:
      return webhook(`evt_${index}`, Math.floor(Date.now() / 1000) + (random() < 0.5 ? -400 : 400));
    default:
      return webhook(`evt_${index}`, undefined, `whsec_${random()}`);
  }
};

it('accepts what Stripe has signed, also when it comes again', async () => {
  expect(await heard(webhook('evt_good'))).toBe(202);
  expect(await heard(webhook('evt_good'))).toBe(202);
});

const mutations = process.env.EVERY_CASE ? 10_000 : 2_000;

it(`refuses ${mutations} mutations with 400 each, and still accepts what is genuine`, async () => {
  const random = generator(20_261);
  const counts: Record<string, number> = {};
  let next = 0;
  const sender = async () => {
    while (next < mutations) {
      const mutation = mutated(next, random);
      next += 1;
      const status = await heard(mutation);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  expect(counts).toEqual({ 400: mutations });
  expect(await heard(webhook('evt_after'))).toBe(202);
}, 180_000);
