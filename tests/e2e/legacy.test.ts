// A legacy shop behind the API, moved route by route: legacy, shadow, a quarter of the customers, all of them; switched by the command, without a deployment.
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LegacyShop } from '../support/legacy/shop.ts';
import { type LegacyWorld, startLegacyWorld } from '../support/legacy/world.ts';
import { admin, demo, order } from '../support/shop.ts';
import type { SystemUnderTest } from '../support/system.ts';

const rule = 'tests/support/legacy/products-read.json';

let world: LegacyWorld;
let legacy: LegacyShop;
let system: SystemUnderTest;

beforeAll(async () => {
  world = await startLegacyWorld('products.read,orders.place,orders.list');
  ({ legacy, system } = world);
}, 120_000);
afterAll(() => world?.stop());

const command = async (...args: string[]) => {
  try {
    const where = ['--endpoint', system.shop.awsUrl];
    const { stdout } = await promisify(execFile)(process.execPath, [
      'localstack/commands/operator.ts',
      'functions/legacy/switch-command.ts',
      ...args,
      ...where,
    ]);
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, text: stderr };
  }
};

/** And waits until the function has read it. */
const set = async (...args: string[]): Promise<void> => {
  expect(await command('set', ...args)).toMatchObject({ code: 0 });
  await sleep(3_200);
};

const servedBy = ({ headers }: { readonly headers: Headers }) => headers.get('x-served-by');

/** Which shop answers a guest of this address. */
const sideFor = (path: string, localAddress: string): Promise<string> => {
  const url = `${system.shop.apiUrl}${path}`.replace('//localhost', '//127.0.0.1');
  return new Promise((resolve, reject) => {
    const sent = request(url, { localAddress }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(String(answer.headers['x-served-by'])));
    });
    sent.on('error', reject);
    sent.end();
  });
};

/** One product in both shops; answers its id. */
const inBoth = async (price: number): Promise<string> => {
  const sku = `OLD-${legacy.articles.size + 1}`;
  const token = await system.shop.tokenOf(admin);
  const { body, text } = await system.shop.call<{ id: string }>('POST', '/products', {
    token,
    body: {
      name: 'Teapot',
      description: 'Holds tea',
      category: 'kitchen',
      variants: [{ sku, name: 'Blue', price: { amount: 1999, currency: 'EUR' }, stock: 5 }],
    },
  });
  if (body.id === undefined) throw new Error(text);
  const sorts = [{ code: sku, label: 'Blue' }];
  legacy.articles.set(body.id, { nr: body.id, title: 'Teapot', price, sorts });
  return body.id;
};

const comparisons = () =>
  system.lines
    .filter((line) => line.includes('"legacy compared"'))
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))));

describe('a route that is moved', () => {
  it('is answered by the legacy shop at first, in our shape as far as the rule says', async () => {
    const id = await inBoth(1999);
    await set('products.read', 'legacy', '--rule', rule);
    const answer = await system.shop.call('GET', `/products/${id}`);
    expect([answer.status, servedBy(answer)]).toEqual([200, 'legacy']);
    expect(answer.body).toEqual({
      id,
      name: 'Teapot',
      variants: [{ sku: 'OLD-1', name: 'Blue', price: { amount: 1999, currency: 'EUR' } }],
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('is compared in shadow: places and kinds are told, and no values', async () => {
    const same = await inBoth(1999);
    const other = await inBoth(2100);
    await set('products.read', 'shadow');
    for (const id of [same, other]) {
      const answer = await system.shop.call('GET', `/products/${id}`);
      expect([answer.status, servedBy(answer)]).toEqual([200, 'legacy']);
    }
    const missing = await system.shop.call('GET', '/products/prd_0000000000');
    expect([missing.status, missing.body]).toEqual([
      404,
      expect.objectContaining({ code: 'not-found' }),
    ]);
    await expect.poll(() => comparisons().length).toBe(3);
    expect(comparisons().map(({ differences }) => differences)).toEqual([
      [],
      [{ path: '/variants/*/price/amount', kind: 'value' }],
      [],
    ]);
    expect(JSON.stringify(comparisons())).not.toMatch(/2100|1999|Teapot/);
  });

  it('is moved for a share: each customer stays on one side, and a growing share only adds some', async () => {
    const id = await inBoth(1999);
    const addresses = Array.from({ length: 40 }, (_, index) => `127.9.${index}.7`);
    const sides = () => Promise.all(addresses.map((from) => sideFor(`/products/${id}`, from)));
    await set('products.read', 'tandem', '--share', '25');
    const first = await sides();
    expect(await sides()).toEqual(first);
    const moved = first.filter((side) => side === 'tandem').length;
    expect([moved > 2, moved < 20]).toEqual([true, true]);
    await set('products.read', 'tandem', '--share', '60');
    const second = await sides();
    expect(first.every((side, index) => side === 'legacy' || second[index] === 'tandem')).toBe(
      true,
    );
    await set('products.read', 'tandem');
    expect(new Set(await sides())).toEqual(new Set(['tandem']));
    const answer = await system.shop.call('GET', `/products/${id}`);
    expect(answer.body).toMatchObject({ id, category: 'kitchen', status: 'active' });
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it('leaves a line of who has switched it, and the command shows it', async () => {
    const audits = system.lines.filter((line) => line.includes('legacy-route-switched'));
    expect(audits.at(-1)).toMatch(/"actor":"arn:aws:iam::\d+:root","route":"products.read"/);
    const { text } = await command('status');
    expect(text).toContain(`legacy shop: ${legacy.url}`);
    expect(text).toMatch(/products\.read +tandem +100 % {2}since .* by arn:.*, with a rule/);
    expect(text).toMatch(/orders\.place +legacy +100 % {2}never switched/);
  });
});

describe('a write', () => {
  it('goes to one side, and is never doubled by a shadow', async () => {
    const refused = await command('set', 'orders.place', 'shadow');
    expect(refused).toMatchObject({
      code: 2,
      text: expect.stringContaining('orders.place writes (POST)'),
    });
    const token = await system.shop.tokenOf(demo);
    const asked = legacy.asked.length;
    const atLegacy = await system.shop.place(token, order('OLD-1'));
    expect([atLegacy.status, servedBy(atLegacy)]).toEqual([201, 'legacy']);
    expect(legacy.asked.length).toBe(asked + 1);
    const [last] = legacy.asked.slice(-1);
    expect(last?.headers).not.toHaveProperty('authorization');
    expect(last?.headers['idempotency-key']).toBeDefined();

    await set('orders.place', 'tandem');
    const before = legacy.asked.length;
    const atTandem = await system.shop.place(token, order('OLD-1'));
    expect([atTandem.status, servedBy(atTandem)]).toEqual([201, 'tandem']);
    expect(atTandem.headers.get('location')).toBe(`/v1/orders/${atTandem.body.id}`);
    expect(await system.shop.settled(token, atTandem.body.id)).toMatchObject({
      status: 'confirmed',
    });
    expect(legacy.asked.length).toBe(before);
  });

  it('still wants what its contract wants, whoever answers', async () => {
    const body = order('OLD-1');
    const anonymous = await system.shop.call('POST', '/orders', { body });
    expect([anonymous.status, anonymous.body]).toMatchObject([401, { code: 'unauthenticated' }]);
    const token = await system.shop.tokenOf(demo);
    const keyless = await system.shop.call('POST', '/orders', { token, body });
    expect([keyless.status, keyless.body]).toMatchObject([
      400,
      { code: 'idempotency-key-missing' },
    ]);
  });
});

describe('the command', () => {
  it.each([
    [
      ['set', 'products.raed', 'tandem'],
      'products.raed is no chosen route; did you mean products.read?',
    ],
    [['set', 'products.read', 'both'], 'the mode is one of legacy, shadow, tandem, not both'],
    [
      ['set', 'products.read', 'tandem', '--share', '101'],
      '--share must be a whole number from 0 to 100',
    ],
    [
      ['set', 'products.read', 'tandem', '--rule', 'package.json'],
      '--rule package.json: /name is not known here',
    ],
    [['set', 'products.read', 'tandem', 'now'], 'what is now?'],
    [['turn'], 'there is no turn; use status, differences or set'],
    [['status', '--stage', 'prod'], 'stage prod has no legacy shop'],
  ])('%j is told in a line', async (args, said) => {
    const { code, text } = await command(...args);
    expect(code).toBe(2);
    expect(text).toContain(said);
  });
});
