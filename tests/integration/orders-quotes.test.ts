// Orders asks products for prices in two ways; whatever becomes of the question, its callers see the same.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeCatalogueClient } from '../../containers/orders/catalogue/compose.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { quietLog } from '../support/http.ts';
import { startQuotes } from '../support/rpc.ts';

let products: Awaited<ReturnType<typeof startQuotes>>;

beforeAll(async () => {
  products = await startQuotes();
});
beforeEach(() => {
  products.state.asked = 0;
  products.state.before = async () => {};
});
afterAll(() => products?.server.close());

const busy = async () => {
  throw new AppError('overloaded', { retryAfter: 1 });
};
const unavailable = { code: 'overloaded', options: { retryAfter: 1 } };

describe.each(['http', 'rpc'] as const)('asked by %s', (way) => {
  const catalogueAt = (port = products.port, token = 'orders') =>
    composeCatalogueClient(
      { PRODUCTS_URL: `http://127.0.0.1:${port}/v1`, QUOTES_BY: way },
      { withToken: (call) => call(token), log: quietLog },
    );

  it('products tells name, price and availability; unknown SKUs are missing', async () => {
    expect(await catalogueAt().quote(['MUG', 'NONE', 'MUG'])).toEqual(
      new Map([
        [
          'MUG',
          {
            sku: 'MUG',
            name: 'The mug',
            price: { amount: 1250, currency: 'EUR' },
            sold: true,
            available: 7,
          },
        ],
      ]),
    );
  });

  it('it is asked again while it is too busy', async () => {
    let failures = 0;
    products.state.before = async () => {
      failures += 1;
      if (failures < 3) await busy();
    };
    expect((await catalogueAt().quote(['MUG'])).size).toBe(1);
    expect(products.state.asked).toBe(3);
  });

  it('too busy three times is 503 for the callers of orders', async () => {
    products.state.before = busy;
    await expect(catalogueAt().quote(['MUG'])).rejects.toMatchObject(unavailable);
    expect(products.state.asked).toBe(3);
  });

  it('the breaker lets nobody ask once half of the answers are failures', async () => {
    products.state.before = busy;
    const catalogue = catalogueAt();
    for (let call = 0; call < 12; call += 1) await catalogue.quote(['MUG']).catch(() => {});
    const before = products.state.asked;
    await expect(catalogue.quote(['MUG'])).rejects.toMatchObject(unavailable);
    expect(products.state.asked).toBe(before);
  });

  it('a slow answer is waited for two seconds, then it is asked again', async () => {
    products.state.before = async () => {
      if (products.state.asked === 1) await sleep(2_600);
    };
    const started = performance.now();
    expect((await catalogueAt().quote(['MUG'])).size).toBe(1);
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect(products.state.asked).toBe(2);
  });

  it('a refusal is no failure: it is not asked again, and opens no breaker', async () => {
    const catalogue = catalogueAt(undefined, 'other');
    for (let call = 0; call < 30; call += 1) {
      await expect(catalogue.quote(['MUG'])).rejects.toMatchObject(unavailable);
    }
    expect(products.state.asked).toBe(0);
    const currency = catalogueAt().quote(['MUG'], 'XXQ');
    await expect(currency).rejects.toMatchObject(unavailable);
  });

  it('a token that is refused is changed once', async () => {
    const shown: string[] = [];
    const withToken = async <T>(call: (token: string) => Promise<T>): Promise<T> => {
      shown.push('old');
      try {
        return await call('expired');
      } catch (error) {
        expect(error).toMatchObject({ code: 'unauthenticated' });
        shown.push('new');
        return call('orders');
      }
    };
    const url = `http://127.0.0.1:${products.port}/v1`;
    const catalogue = composeCatalogueClient(
      { PRODUCTS_URL: url, QUOTES_BY: way },
      { withToken, log: quietLog },
    );
    expect((await catalogue.quote(['MUG'])).size).toBe(1);
    expect(shown).toEqual(['old', 'new']);
  });

  it('a port where nobody listens is 503', async () => {
    await expect(catalogueAt(1).quote(['MUG'])).rejects.toMatchObject(unavailable);
  });

  it.each([
    ['ends connections', undefined],
    [
      'answers with a page',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>',
    ],
    [
      'answers 502 as a balancer does',
      'HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n',
    ],
  ])('a peer that %s is 503', async (_, answer) => {
    const peer = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => (answer === undefined ? socket.destroy() : socket.end(answer)));
    });
    const port = await new Promise<number>((resolve) => {
      peer.listen(0, '127.0.0.1', () => resolve((peer.address() as { port: number }).port));
    });
    await expect(catalogueAt(port).quote(['MUG'])).rejects.toMatchObject(unavailable);
    peer.close();
  });
});
