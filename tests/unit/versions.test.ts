// Versions of a route beside each other: what the old one says of itself, in its answers and in the document.

import { describe, expect, it } from 'vitest';
import { minorUnitsOf, withDecimalAmounts } from '../../containers/orders/decimal-amounts.ts';
import { api } from '../../events/http/api.ts';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import { OrderV2 } from '../../events/http/orders/orders-v2.ts';
import { defineRoute, open } from '../../events/http/route.ts';
import { byId } from '../../events/http/shapes.ts';
import { namedSchemas } from '../../infra/documents/named-schemas.ts';
import { openApiDocument } from '../../infra/documents/openapi/document.ts';
import { operation } from '../../infra/documents/openapi/operation.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { call } from '../support/http.ts';
import { refusal } from '../support/refusals.ts';

const old = defineRoute({
  id: 'orders.old',
  service: 'orders',
  method: 'GET',
  path: '/things/{id}',
  summary: 'A thing',
  auth: open,
  deprecated: { since: '2026-12-01', sunset: '2027-12-01', successor: '/v2/things/{id}' },
  request: { params: byId('Of the thing.', 'a') },
  responses: { 200: null },
});

const headersOf = async (contract: typeof old, id = 'a', fails = false) => {
  const thing = endpoint(contract, () => {
    if (fails) throw new AppError('not-found');
    return { status: 200 };
  });
  const { headers } = await call(thing, { params: { id } });
  const { deprecation, sunset, link } = headers as Record<string, string | undefined>;
  return { deprecation, sunset, link };
};

describe('a deprecated route', () => {
  it('says in every answer since when, until when, and what has taken its place', async () => {
    const said = {
      deprecation: `@${Date.UTC(2026, 11, 1) / 1000}`,
      sunset: 'Wed, 01 Dec 2027 00:00:00 GMT',
      link: '</v2/things/a>; rel="successor-version", </v1/docs>; rel="deprecation"; type="text/html"',
    };
    expect(await headersOf(old)).toEqual(said);
    expect(await headersOf(old, 'a', true)).toEqual(said);
  });

  it('names no day where none is set', async () => {
    const { sunset: _, ...deprecated } = old.deprecated ?? { since: '', successor: '' };
    expect(await headersOf({ ...old, deprecated })).toMatchObject({ sunset: undefined });
  });

  it('keeps what a client has sent out of the header', async () => {
    const { link } = await headersOf(old, 'a>; rel="x"\r\nSet-Cookie: a=b, "ü%');
    expect(link).toMatch(
      /^<\/v2\/things\/[\w%.~-]+>; rel="successor-version", <\/v1\/docs>; rel="deprecation"; type="text\/html"$/,
    );
    expect(link).toContain('%0D%0A');
  });

  it('says nothing where its contract says nothing', async () => {
    expect(await headersOf({ ...old, deprecated: undefined } as never)).toEqual({
      deprecation: undefined,
      sunset: undefined,
      link: undefined,
    });
  });

  it('is marked in the document', () => {
    const { refer } = namedSchemas([]);
    expect(operation(old, 'Orders', { refer } as never)).toMatchObject({
      deprecated: true,
      'x-sunset': '2027-12-01',
      description: expect.stringContaining(
        'Deprecated since 2026-12-01 and may be gone from 2027-12-01 on: `/v2/things/{id}`',
      ),
      responses: {
        200: {
          headers: {
            Deprecation: expect.anything(),
            Link: expect.anything(),
            Sunset: expect.anything(),
          },
        },
      },
    });
  });

  it.each(api.filter(({ deprecated }) => deprecated !== undefined).concat(old))(
    '$id has half a year, and a successor that is there',
    ({ id, deprecated: { since = '', sunset, successor = '' } = {} }) => {
      expect([since, sunset ?? '2000-01-01'].join()).toMatch(/^\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d$/);
      const days = (Date.parse(sunset ?? '9999-01-01') - Date.parse(since)) / 86_400_000;
      expect(days).toBeGreaterThanOrEqual(182);
      const paths = api.map(({ path }) => (path.startsWith('/v') ? path : `/v1${path}`));
      if (id !== old.id) expect(paths).toContain(successor);
    },
  );
});

describe('version 2 of an order', () => {
  it('stands beside version 1 in the document, at its own address', () => {
    const { paths, servers } = JSON.parse(JSON.stringify(openApiDocument()));
    expect(servers).toEqual([{ url: '/v1' }]);
    expect(paths['/orders/{id}'].servers).toBeUndefined();
    expect(paths['/v2/orders/{id}']).toMatchObject({
      servers: [{ url: '/' }],
      get: { operationId: 'orders.read-v2' },
    });
  });

  it.each([
    [{ amount: 1999, currency: 'EUR' }, '19.99'],
    [{ amount: 5, currency: 'EUR' }, '0.05'],
    [{ amount: -5, currency: 'EUR' }, '-0.05'],
    [{ amount: 1999, currency: 'JPY' }, '1999'],
    [{ amount: 1999, currency: 'KWD' }, '1.999'],
    [{ amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' }, '90071992547409.91'],
  ])('says %j as %s', (money, amount) => {
    expect(withDecimalAmounts({ a: [money], n: null, q: 2 })).toEqual({
      a: [{ amount, currency: money.currency }],
      n: null,
      q: 2,
    });
  });

  it.each([
    ['19.99', 'EUR', 1999],
    ['20', 'EUR', 2000],
    ['0.5', 'EUR', 50],
    ['007', 'JPY', 7],
    ['1.999', 'KWD', 1999],
  ])('reads %s %s as %i', (text, currency, amount) => {
    expect(minorUnitsOf(text, currency, '/minTotal')).toBe(amount);
  });

  it.each([
    ['1.5', 'JPY'],
    ['1.999', 'EUR'],
  ])('refuses %s %s', (text, currency) => {
    expect(() => minorUnitsOf(text, currency, '/minTotal')).toThrow(refusal('validation-failed'));
  });

  it('is an order of version 1 with its amounts as text, and nothing else', () => {
    const order = withDecimalAmounts(exampleAnswers['orders.read']);
    expect(faultsOf(OrderV2, order)).toEqual([]);
    expect(faultsOf(OrderV2, exampleAnswers['orders.read'])).not.toEqual([]);
    expect(order).toEqual(exampleAnswers['orders.read-v2']);
  });
});
