// What clients of the released contracts rely on stays: a change that breaks one of them is named with its place.
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from '../../infra/documents/asyncapi.ts';
import { httpBreaches } from '../../infra/documents/contract-gate/http.ts';
import { messageBreaches } from '../../infra/documents/contract-gate/messages.ts';
import { breachesOf, describeBreaches } from '../../infra/documents/contract-gate/released.ts';
import { openApiDocument } from '../../infra/documents/openapi/document.ts';

it('nothing of docs/contracts breaks', () => {
  const breaches = breachesOf();
  expect(breaches, describeBreaches(breaches)).toEqual([]);
});

// biome-ignore lint/suspicious/noExplicitAny: documents are changed at any place.
type Any = any;
type Change = (document: Any) => void;

/** Made once: a document takes longer than all that is done with it. */
const [openApi, asyncApi] = [openApiDocument(), asyncApiDocument()].map((made) =>
  JSON.stringify(made),
) as [string, string];
const afterHttp = (change: Change) => {
  const [released, current]: Any[] = [JSON.parse(openApi), JSON.parse(openApi)];
  change(current);
  return httpBreaches({ released, current }).map(({ where, what }) => `${where} ${what}`);
};
const afterMessage = (change: Change) => {
  const [released, current]: Any[] = [JSON.parse(asyncApi), JSON.parse(asyncApi)];
  change(current);
  return messageBreaches({ released, current }).map(({ where, what }) => `${where} ${what}`);
};

const order = (document: Any) => document.components.schemas.PlaceOrder;
const answer = (document: Any) => document.components.schemas.Order;
const place = (document: Any) => document.paths['/orders'].post;
const list = (document: Any) => document.paths['/orders'].get;

describe('the HTTP contract', () => {
  const breaking: readonly (readonly [string, Change, RegExp])[] = [
    ['an operation goes', (d) => delete d.paths['/orders'].post, /^POST \/orders is gone/],
    ['an operation has another name', (d) => (place(d).operationId = 'x'), /operationId/],
    [
      'a request wants a new member',
      (d) => order(d).required.push('coupon'),
      /^POST \/orders body\/coupon must be there/,
    ],
    [
      'a member is taken no more',
      (d) => delete order(d).properties.coupon,
      /^POST \/orders body\/coupon is not known/,
    ],
    [
      'a limit is tighter',
      (d) => (d.components.schemas.Quantity.maximum = 10),
      /^POST \/orders body\/lines\/\[\]\/quantity maximum is now 10/,
    ],
    [
      'a value is taken no more',
      (d) => d.components.schemas.ShippingMethod.enum.pop(),
      /shippingMethod can be express/,
    ],
    [
      'a text has another form',
      (d) => (d.components.schemas.Sku.pattern = '^A$'),
      /sku has to fit \^A\$/,
    ],
    [
      'an answer loses a member',
      (d) => {
        delete answer(d).properties.version;
        answer(d).required = answer(d).required.filter((name: string) => name !== 'version');
      },
      /^POST \/orders 201\/version must be there/,
    ],
    [
      'a member of an answer is of another type',
      (d) => (answer(d).properties.version = { type: 'string' }),
      /^POST \/orders 201\/version is string, wanted is integer/,
    ],
    [
      'a member of an answer can be null',
      (d) =>
        (answer(d).properties.placedAt = {
          anyOf: [answer(d).properties.placedAt, { type: 'null' }],
        }),
      /placedAt is null, wanted is string/,
    ],
    [
      'a success has another status',
      (d) => delete place(d).responses['201'],
      /^POST \/orders 201 is gone/,
    ],
    [
      'a header of an answer goes',
      (d) => delete place(d).responses['201'].headers.Location,
      /^POST \/orders 201 Location is gone/,
    ],
    [
      'a parameter goes',
      (d) => (list(d).parameters = list(d).parameters.slice(1)),
      /^GET \/orders query \w+ is gone/,
    ],
    [
      'a parameter is required',
      (d) => {
        for (const each of list(d).parameters) each.required = true;
      },
      /^GET \/orders query \w+ is required/,
    ],
    [
      'a body is required',
      (d) => (d.paths['/orders/{id}/returns/{returnId}/receipt'].post.requestBody.required = true),
      /body is required/,
    ],
    [
      'a scope opens it no more',
      (d) => (list(d).security = [{ accessToken: [] }]),
      /orders:fulfil opens it no more/,
    ],
    [
      'a public operation wants a token',
      (d) => (d.paths['/products'].get.security = [{ accessToken: [] }]),
      /^GET \/products is open to everybody no more/,
    ],
  ];

  it.each(breaking)('breaks when %s', (_, change, said) => {
    expect(afterHttp(change)).toContainEqual(expect.stringMatching(said));
  });

  const additions: readonly (readonly [string, Change])[] = [
    ['nothing changes', () => {}],
    ['an operation is added', (d) => (d.paths['/orders/{id}/labels'] = { get: place(d) })],
    ['a request takes a new member', (d) => (order(d).properties.gift = { type: 'boolean' })],
    ['a limit is wider', (d) => (d.components.schemas.Quantity.maximum = 20_000)],
    [
      'an answer has a new member',
      (d) => {
        answer(d).properties.gift = { type: 'boolean' };
        answer(d).required.push('gift');
      },
    ],
    ['an answer has a new value', (d) => d.components.schemas.OrderStatus.enum.push('on_hold')],
    [
      'a parameter is added',
      (d) => list(d).parameters.push({ in: 'query', name: 'gift', schema: { type: 'boolean' } }),
    ],
    ['a text of a description changes', (d) => (place(d).description = 'x')],
  ];

  it.each(additions)('holds when %s', (_, change) => {
    expect(afterHttp(change)).toEqual([]);
  });
});

describe('the messages', () => {
  const summary = (document: Any) => document.components.schemas.OrderSummary;

  it.each<readonly [string, Change, RegExp]>([
    [
      'a message goes',
      (d) => delete d.components.messages['orders.order-placed.v1'],
      /^orders.order-placed.v1 is gone/,
    ],
    [
      'it wants a new member',
      (d) => summary(d).required.push('parts'),
      /^orders.order-placed.v1 as sent by the version before\/data\/order\/parts must be there/,
    ],
    [
      'it loses a member',
      (d) => (summary(d).required = summary(d).required.filter((name: string) => name !== 'total')),
      /^orders.order-placed.v1 as read by the version before\/data\/order\/total must be there/,
    ],
    [
      'it has a value that readers do not know',
      (d) => d.components.schemas.RejectionReason.enum.push('too_late'),
      /reason can be too_late, which is not taken/,
    ],
  ])('break when %s', (_, change, said) => {
    expect(afterMessage(change)).toContainEqual(expect.stringMatching(said));
  });

  it('hold when a member is added that need not be there', () => {
    expect(afterMessage((d) => (summary(d).properties.note = { type: 'string' }))).toEqual([]);
  });
});

describe('an operation that is deprecated', () => {
  const today = '2027-06-01';
  const gateOf = (mark: object, change: Change): string[] => {
    const [released, current]: Any[] = [JSON.parse(openApi), JSON.parse(openApi)];
    for (const document of [released, current]) Object.assign(list(document), mark);
    change(current);
    return httpBreaches({ released, current, today }).map(({ where, what }) => `${where} ${what}`);
  };
  const gone: Change = (d) => delete d.paths['/orders'].get;

  const cases: readonly (readonly [string, object, Change, readonly string[]])[] = [
    ['goes once it has had its time', { deprecated: true, 'x-sunset': '2027-06-01' }, gone, []],
    [
      'stays until then',
      { deprecated: true, 'x-sunset': '2027-06-02' },
      gone,
      ['GET /orders is gone before its sunset on 2027-06-02'],
    ],
    ['stays without a day', { deprecated: true }, gone, ['GET /orders is gone']],
    ['stays where only a day is said', { 'x-sunset': '2027-01-01' }, gone, ['GET /orders is gone']],
    [
      'has no less time than it had',
      { deprecated: true, 'x-sunset': '2027-12-01' },
      (d: Any) => (list(d)['x-sunset'] = '2027-11-30'),
      ['GET /orders may be gone on 2027-11-30, before the 2027-12-01 it had'],
    ],
    [
      'may have more',
      { deprecated: true, 'x-sunset': '2027-12-01' },
      (d: Any) => (list(d)['x-sunset'] = '2028-01-01'),
      [],
    ],
  ];
  it.each(cases)('%s', (_, mark, change, breaches) => {
    expect(gateOf(mark, change)).toEqual(breaches);
  });

  it('of version 2 is another than that of version 1', () => {
    expect(afterHttp((d) => delete d.paths['/v2/orders/{id}'].get)).toEqual([
      'GET /v2/orders/{id} is gone',
    ]);
  });
});
