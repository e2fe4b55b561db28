// Orders as version 2 has them: amounts as decimal text, for clients that do not count in minor units.
import { type Static, type TSchema, Type } from 'typebox';
import { Currency, Money, strict } from '../../schemas.ts';
import { defineRoute } from '../route.ts';
import { listOf } from '../shapes.ts';
import { listOrders, Order, readOrder } from './orders.ts';

export const DecimalMoney = strict(
  {
    amount: Type.String({
      pattern: '^-?[0-9]+([.][0-9]+)?$',
      description: 'With as many decimal places as the currency has.',
      examples: ['19.99'],
    }),
    currency: Currency,
  },
  { description: 'A decimal amount as text and an ISO 4217 code; never read it as a float.' },
);
export type DecimalMoney = Static<typeof DecimalMoney>;

/** The same with amounts as text. */
export type Decimal<T> = T extends Money
  ? DecimalMoney
  : T extends readonly (infer Item)[]
    ? Decimal<Item>[]
    : T extends object
      ? { [Name in keyof T]: Decimal<T[Name]> }
      : T;

const money = JSON.stringify(Money);

interface Parts {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly description?: string;
}

/** Copies of `Money` are known by what they say. */
const decimal = (schema: TSchema): TSchema => {
  const { type, properties, items, description } = schema as Parts;
  const options = description === undefined ? {} : { description };
  const again = (): TSchema => {
    if (JSON.stringify(schema) === money) return DecimalMoney;
    if (type === 'array' && items !== undefined) return Type.Array(decimal(items), options);
    if (type !== 'object' || properties === undefined) return schema;
    const members = Object.entries(properties).map(([name, part]) => [name, decimal(part)]);
    return strict(Object.fromEntries(members), options);
  };
  return '~optional' in schema ? Type.Optional(again()) : again();
};

export const OrderV2 = decimal(Order);
export type OrderV2 = Decimal<Order>;

export const readOrderV2 = defineRoute({
  id: 'orders.read-v2',
  service: 'orders',
  method: 'GET',
  path: '/v2/orders/{id}',
  summary: 'One order with its amounts as decimal text; `wait` as in version 1',
  auth: readOrder.auth,
  waits: true,
  request: readOrder.request,
  responses: { 200: OrderV2 },
});

const Total = Type.String({
  pattern: '^[0-9]{1,12}([.][0-9]{1,4})?$',
  description: 'A decimal amount of `currency`, which must be named with it.',
  examples: ['19.99'],
});

export const listOrdersV2 = defineRoute({
  id: 'orders.list-v2',
  service: 'orders',
  method: 'GET',
  path: '/v2/orders',
  summary: 'Orders as version 1 lists them, with amounts as decimal text in answers and search',
  auth: listOrders.auth,
  responseHeaders: ['View-Consistency'],
  problems: ['unsupported-currency'],
  request: {
    query: strict({
      ...listOrders.request.query.properties,
      minTotal: Type.Optional(Total),
      maxTotal: Type.Optional(Total),
    }),
  },
  responses: { 200: listOf(OrderV2) },
});
