// Prices come from products over the network: slow, failing and strange answers end in a price or in 503, never in a wrong order.
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../containers/orders/catalogue/catalogue.ts';
import { quotesByHttp } from '../../containers/orders/catalogue/quotes-http.ts';
import { AppError, isAppError } from '../../platform/kernel/errors.ts';
import type { WithToken } from '../../platform/tokens/client-token.ts';
import { quietLog } from '../support/http.ts';

const item = (sku: string, changes: object = {}) => ({
  sku,
  productId: 'prd_0000000001',
  name: 'A mug',
  price: { amount: 1250, currency: 'EUR' },
  available: 7,
  status: 'active',
  ...changes,
});

type Answer = (url: string, signal: AbortSignal) => Promise<Response>;

const catalogueWith = (...answers: readonly Answer[]) => {
  const asked: string[] = [];
  const catalogue = createCatalogue(
    quotesByHttp('http://products/v1', {
      withToken: (call) => call('a token'),
      log: quietLog,
      fetch: (url, { signal }) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push(url);
        if (answer === undefined) throw new Error('nobody answers');
        return answer(url, signal);
      },
    }),
  );
  return { catalogue, asked };
};

/** Another token where the first is refused. */
const twoTokens: WithToken = (call) =>
  call('first').catch((error: unknown) => {
    if (isAppError(error, 'unauthenticated')) return call('second');
    throw error;
  });

const says =
  (body: unknown, status = 200): Answer =>
  async () =>
    Response.json(body, { status });

const refuses: Answer = async () => {
  throw new Error('connection refused');
};

const never: Answer = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('the catalogue', () => {
  it('answers name, price and availability by SKU; what is unknown is missing', async () => {
    const { catalogue, asked } = catalogueWith(
      says({ items: [item('MUG'), item('OLD', { status: 'discontinued' })] }),
    );
    const price = { amount: 1250, currency: 'EUR' };
    expect(await catalogue.quote(['MUG', 'OLD', 'NONE', 'MUG'])).toEqual(
      new Map([
        ['MUG', { sku: 'MUG', name: 'A mug', price, sold: true, available: 7 }],
        ['OLD', { sku: 'OLD', name: 'A mug', price, sold: false, available: 7 }],
      ]),
    );
    expect(asked).toEqual(['http://products/v1/variants?sku=MUG&sku=OLD&sku=NONE']);
  });

  it.each([
    ['a refused connection', refuses],
    ['a failure of products', says({ code: 'internal' }, 500)],
    ['a busy products', says({ code: 'overloaded' }, 503)],
  ])('is asked again after %s', async (_, failure) => {
    const { catalogue, asked } = catalogueWith(failure, failure, says({ items: [item('MUG')] }));
    expect((await catalogue.quote(['MUG'])).get('MUG')?.price.amount).toBe(1250);
    expect(asked.length).toBe(3);
  });

  it.each([
    ['nobody answers', refuses],
    ['products fails', says({}, 500)],
    ['the answer is not JSON', async () => new Response('<html>')],
    ['the answer has no items', says({})],
  ])('is overloaded for its callers when %s three times', async (_, failure) => {
    const { catalogue, asked } = catalogueWith(failure);
    await expect(catalogue.quote(['MUG'])).rejects.toMatchObject({
      code: 'overloaded',
      options: { retryAfter: 1 },
    });
    expect(asked.length).toBe(3);
  });

  it('waits two seconds for an answer, and no longer', { timeout: 15_000 }, async () => {
    const { catalogue } = catalogueWith(never, says({ items: [item('MUG')] }));
    const started = performance.now();
    expect((await catalogue.quote(['MUG'])).size).toBe(1);
    expect(performance.now() - started).toBeGreaterThan(1_900);
  });

  it('is left alone for a while once half of its answers fail', async () => {
    const { catalogue, asked } = catalogueWith(refuses);
    for (let call = 0; call < 12; call += 1) await catalogue.quote(['MUG']).catch(() => {});
    const before = asked.length;
    await expect(catalogue.quote(['MUG'])).rejects.toMatchObject({ code: 'overloaded' });
    expect(asked.length).toBe(before);
  });

  it('is asked for fifty at once, four times at once, while twenty questions wait and no more', async () => {
    const asked: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const catalogue = createCatalogue(async (skus) => {
      asked.push(skus.length);
      await promise;
      return [];
    });
    const skus = (question: number, count: number) =>
      Array.from({ length: count }, (_, index) => `SKU-${question}-${index}`);
    const answers = Array.from({ length: 23 }, (_, question) =>
      catalogue.quote(skus(question, 50)),
    );
    // One of its SKUs finds no room beside the fifty before it.
    answers.push(catalogue.quote([...skus(24, 1), ...skus(24, 1)]));
    const last = catalogue.quote(skus(24, 50));
    await expect(catalogue.quote(skus(25, 1))).rejects.toMatchObject({ code: 'overloaded' });
    expect(asked).toEqual([50, 50, 50, 50]);
    resolve();
    await Promise.all([...answers, last]);
    expect(asked).toEqual(Array(24).fill(50));
    await catalogue.quote(skus(26, 51));
    expect(asked.slice(24)).toEqual([50, 1]);
  });

  const catalogueOf = (withToken: WithToken, answer: (token: string) => Response) => {
    const shown: string[] = [];
    const catalogue = createCatalogue(
      quotesByHttp('http://products/v1', {
        withToken,
        log: quietLog,
        fetch: async (_, { headers }) => {
          shown.push(headers.authorization ?? '');
          return answer(headers.authorization ?? '');
        },
      }),
    );
    return { catalogue, shown };
  };

  it('is asked with a token, and with another where the first is refused', async () => {
    const { catalogue, shown } = catalogueOf(twoTokens, (token) =>
      token === 'Bearer second'
        ? Response.json({ items: [item('MUG')] })
        : Response.json({}, { status: 401 }),
    );
    expect((await catalogue.quote(['MUG'])).size).toBe(1);
    expect(shown).toEqual(['Bearer first', 'Bearer second']);
  });

  it.each([401, 403])(
    'that refuses the service with %i is overloaded for callers',
    async (status) => {
      const { catalogue, shown } = catalogueOf(twoTokens, () => Response.json({}, { status }));
      await expect(catalogue.quote(['MUG'])).rejects.toMatchObject({ code: 'overloaded' });
      expect(shown.length).toBe(status === 401 ? 2 : 1);
    },
  );

  it('is not asked without a token, which opens no breaker', async () => {
    let isThere = false;
    const withToken: WithToken = async (call) => {
      if (isThere) return call('a token');
      throw new AppError('invalid-client');
    };
    const { catalogue, shown } = catalogueOf(withToken, () => Response.json({ items: [] }));
    for (let number = 0; number < 40; number += 1) {
      await expect(catalogue.quote(['MUG'])).rejects.toMatchObject({
        code: 'overloaded',
        options: { retryAfter: 1 },
      });
    }
    expect(shown).toEqual([]);
    isThere = true;
    expect((await catalogue.quote(['MUG'])).size).toBe(0);
  });
});
