// The public API as the mobile BFF sees it, over answers of our own.
import { mobilePolicies } from '../../functions/bff-mobile/api.ts';
import { mobileEndpoints } from '../../functions/bff-mobile/http.ts';
import { holdToContract, rawRequest, services, type TestRequest } from './http.ts';

const money = (amount: number) => ({ amount, currency: 'EUR' });

export const productOf = (number: number, changes: object = {}) => ({
  id: `prd_${String(number).padStart(32, '0')}`,
  name: `Mug ${number}`,
  description: 'For tea.',
  category: 'kitchen',
  images: ['/images/products/mug.svg'],
  attributes: {},
  status: 'active',
  version: 1,
  variants: [
    { sku: `MUG-${number}`, name: 'Blue', options: {}, price: money(1450), available: 3 },
    { sku: `MUG-${number}-S`, name: 'Small', options: {}, price: money(990), available: 0 },
  ],
  ...changes,
});

export const orderOf = (number: number, changes: object = {}) => ({
  id: `ord_${number.toString(16).padStart(32, '0')}`,
  status: 'confirmed',
  reason: null,
  lines: [{ sku: 'MUG', name: 'Mug', quantity: 2, total: money(2900) }],
  totals: { total: money(3390) },
  payment: { status: 'authorized' },
  delivery: { status: 'pending', shipments: [{ carrier: 'CTT', trackingNumber: 'RR1' }] },
  version: 4,
  placedAt: '2026-01-31T12:00:00.000Z',
  updatedAt: '2026-01-31T12:00:00.000Z',
  ...changes,
});

type Answer = () => Response | Promise<Response>;

export const answerWith =
  (body: unknown, status = 200): Answer =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
    });

/** Answers by path, without the query; `asked` are the paths with it, and the tokens they came with. */
export const mobileShop = (answers: Readonly<Record<string, Answer>>) => {
  const asked: string[] = [];
  const tokens: (string | undefined)[] = [];
  const { log } = services();
  const endpoints = mobileEndpoints({
    url: 'http://api/v1',
    policies: mobilePolicies(log),
    send: async (url, { headers, signal }) => {
      const { pathname, search } = new URL(url);
      const path = pathname.slice('/v1'.length);
      asked.push(`${path}${search}`);
      tokens.push(headers.authorization);
      const answer = answers[path];
      if (answer === undefined) throw new TypeError('fetch failed');
      signal.throwIfAborted();
      return answer();
    },
  });

  const ask = async (id: string, request: TestRequest = {}) => {
    const endpoint = endpoints.find(({ contract }) => contract.id === `bff-mobile.${id}`);
    if (endpoint === undefined) throw new Error(`no screen ${id}`);
    const raw = rawRequest(endpoint, request);
    const { status, headers = {}, body } = await endpoint.answer(raw, services());
    const json = body === '' ? undefined : JSON.parse(body);
    holdToContract(endpoint, status, json);
    return {
      status,
      headers,
      bytes: Buffer.byteLength(body),
      json,
    };
  };
  return { asked, tokens, ask };
};
