// Items that somebody has spoilt in the table of each service: starts and lists do without them, and staff see which they are.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { shardOf } from '../../platform/data/shards.ts';
import type { Item, Key } from '../../platform/data/table.ts';
import { askShop, type Body, product } from '../support/asking.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let asking: Awaited<ReturnType<typeof askShop>>;
let client: DynamoDBClient;

beforeAll(async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new DynamoDBClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
  asking = await askShop(shop);
});
afterAll(() => client.destroy());

const tableOf = (service: string) =>
  createTable(client, `tandem-dev-${service === 'auth' ? 'users' : service}`);

const staffAsk = (path: string) => asking.ask('GET', path, asking.staff);

interface Spoilt {
  readonly key: Key;
  readonly spoil: (item: Item) => object;
  /** Names of what is listed without it; throws where the list is not answered. */
  readonly list: () => Promise<readonly string[]>;
  /** One that the list still has. */
  readonly other?: string;
  readonly kind: string;
  readonly pointer: string;
}

const idsOf = async (path: string, token = asking.staff): Promise<string[]> => {
  const { status, body, text } = await asking.ask('GET', path, token);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return body.items.map(({ id }: Body) => id);
};

const newOrder = async (): Promise<string> => {
  const { body } = await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }]);
  await asking.settled(body.id);
  return body.id;
};

const newEndpoint = async (token: string): Promise<string> => {
  const body = { url: 'https://merchant.example/hook', eventTypes: ['*'] };
  return (await asking.ask('POST', '/webhook-endpoints', token, body)).body.id;
};

const first = 'COMMIT#0000000001';

/** A good one beside one that can be spoilt, for each service whose lists are read from its table. */
const services: Readonly<Record<string, () => Promise<Spoilt>>> = {
  'auth, of another type': async () => {
    const { id } = (await asking.ask('GET', '/users/me', asking.person.token)).body;
    return {
      key: { pk: `USER#${id}`, sk: 'PROFILE' },
      spoil: (item) => ({ ...item, roles: 'all of them' }),
      list: () => idsOf('/admin/users?limit=100'),
      kind: 'user',
      pointer: '/roles',
    };
  },
  'orders, of an unknown version': async () => {
    const [other, id] = [await newOrder(), await newOrder()];
    return {
      key: { pk: `ORDER#${id}`, sk: first },
      spoil: (item) => ({ ...item, events: [{ type: 'order-teleported' }] }),
      list: () => idsOf('/orders?limit=100', asking.person.token),
      other,
      kind: 'order',
      pointer: '/order',
    };
  },
  'payments, without a member': async () => ({
    key: { pk: 'REVIEWS', sk: 'spoilt' },
    spoil: () => ({ kind: 'payment', reasons: [], since: '2026-01-01T00:00:00.000Z' }),
    list: () => idsOf('/payment-reviews?limit=100'),
    kind: 'review',
    pointer: '/orderId',
  }),
  'webhooks, without a member': async () => {
    const merchant = await shop.clientToken();
    const [other, id] = [await newEndpoint(merchant), await newEndpoint(merchant)];
    return {
      key: { pk: 'ENDPOINTS', sk: `ENDPOINT#${id}` },
      spoil: ({ url: _, ...item }) => item,
      list: () => idsOf('/webhook-endpoints?limit=100', merchant),
      other,
      kind: 'webhook endpoint',
      pointer: '/url',
    };
  },
  'notifications, of another type': async () => {
    const { id } = (await asking.ask('GET', '/users/me', asking.person.token)).body;
    return {
      key: { pk: `CONTACT#${id}`, sk: 'PREFERENCES' },
      spoil: () => ({ preferences: { locale: 7 } }),
      list: async () => {
        const path = '/users/me/notification-preferences';
        const { body } = await asking.ask('GET', path, asking.person.token);
        return [body.locale];
      },
      other: 'en',
      kind: 'contact',
      pointer: '/preferences/locale',
    };
  },
};

const shownOf = async (service: string): Promise<Body[]> => {
  const { status, body, text } = await staffAsk(`/${service}/unreadable?limit=100`);
  if (status !== 200) throw new Error(`${service}: ${status} ${text}`);
  return body.items;
};

describe('an item of', () => {
  it.each(Object.entries(services))(
    '%s is left out of the list, and shown to staff until it is mended',
    async (name, make) => {
      const service = name.split(',')[0] as string;
      const table = tableOf(service);
      const { key, spoil, list, other, kind, pointer } = await make();
      const whole = await table.get<Item>(key);
      const id = key.sk === first || key.sk === 'PROFILE' ? key.pk : key.sk;
      await table.transact([{ put: { ...spoil(whole ?? { ...key }), ...key } }]);
      const listed = await list();
      expect(listed.filter((each) => id.endsWith(`#${each}`))).toEqual([]);
      if (other !== undefined) expect(listed).toContain(other);
      const since = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
      expect(await shownOf(service)).toContainEqual({
        ...{ key: `${key.pk} ${key.sk}`, kind, pointer, since },
      });
      await table.transact([whole === undefined ? { remove: key } : { put: whole }]);
      expect((await shownOf(service)).map((item) => item.key)).not.toContain(`${key.pk} ${key.sk}`);
    },
  );

  it('products stops no start: the catalogue is there without it, and staff see it', async () => {
    const products = async () => {
      const { processes } = await shop.helper<{
        processes: { name: string; kind: string; pid: number }[];
      }>('status');
      return processes.find(({ name, kind }) => kind === 'container' && /products/.test(name))?.pid;
    };
    const table = tableOf('products');
    const { body: made } = await asking.add(product('About to be spoilt'));
    const key = { pk: `CATALOGUE#${shardOf(made.id)}`, sk: `PRODUCT#${made.id}` };
    const whole = (await table.get<Item>(key)) as Item;
    const attributes = { Größe: 42 };
    await table.transact([{ put: { ...whole, product: { ...made, attributes } } }]);
    const before = (await products()) as number;
    process.kill(before, 'SIGKILL');
    const started = async () => {
      const [pid, { status }] = [await products(), await asking.ask('GET', '/products')];
      return status === 200 && pid !== undefined && pid !== before;
    };
    await expect.poll(started, { timeout: 60_000 }).toBe(true);
    expect(await idsOf('/products?sort=newest&limit=100')).not.toContain(made.id);
    const shown = await shownOf('products');
    expect(shown.map((item) => item.key)).toContain(`${key.pk} ${key.sk}`);
    await table.transact([{ put: whole }]);
    expect(await shownOf('products')).toEqual([]);
  });
});
