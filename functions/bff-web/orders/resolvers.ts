// Fields and commands of orders.
import type { Order, PlaceOrder } from '../../../events/http/orders/orders.ts';
import { segment } from '../../../platform/calls/public-api.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ApiCall, PublicApi } from '../api.ts';
import { type Resolvers, type SchemaPart, shouted, whisper } from '../context.ts';
import { orderTypes } from './types.ts';

/** Within the time of the function. */
const longestWait = 5;

interface OrderArgs {
  readonly id: string;
  readonly wait?: number | null;
}

interface OrdersArgs {
  readonly status?: string;
  readonly first: number;
  readonly after?: string;
}

interface Keyed {
  readonly idempotencyKey: string;
}

interface OfOrder extends Keyed {
  readonly id: string;
}

interface ReturnArgs extends OfOrder {
  readonly lines: PlaceOrder['lines'];
  readonly reason: string;
}

interface PlaceArgs extends Keyed {
  readonly wait?: number | null;
  readonly input: Omit<PlaceOrder, 'paymentMethod' | 'shippingMethod'> & {
    readonly paymentToken: string;
    readonly shippingMethod?: string;
  };
}

const bodyBy = async ({ ask }: PublicApi, call: Omit<ApiCall, 'service'>) =>
  (await ask({ service: 'orders', ...call })).body;

const checkWait = (wait: number | null | undefined): void => {
  if (typeof wait !== 'number' || (wait >= 0 && wait <= longestWait)) return;
  throw new AppError('validation-failed', { detail: `wait is from 0 to ${longestWait} seconds.` });
};

const read = ({ id, wait }: OrderArgs, api: PublicApi) => {
  checkWait(wait);
  return bodyBy(api, {
    path: `/orders/${segment(id)}`,
    query: { wait },
    patience: wait ? 'wait' : 'page',
  });
};

/** GraphQL takes null for what is left out; the API does not. */
const withoutNulls = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));

const place = async ({ input, idempotencyKey, wait }: PlaceArgs, api: PublicApi) => {
  checkWait(wait);
  const { paymentToken, shippingMethod, shippingAddress, ...rest } = input;
  const placed = await bodyBy(api, {
    method: 'POST',
    path: '/orders',
    headers: { 'idempotency-key': idempotencyKey },
    body: {
      ...withoutNulls(rest),
      shippingAddress: withoutNulls(shippingAddress),
      paymentMethod: { token: paymentToken },
      ...(shippingMethod && { shippingMethod: whisper(shippingMethod) }),
    },
    patience: 'command',
  });
  // It is placed, whatever becomes of the question how it goes on.
  return wait ? read({ id: (placed as Order).id, wait }, api).catch(() => placed) : placed;
};

/** A command about an order; `path` is below that of the order. */
const command = (
  { id, idempotencyKey }: OfOrder,
  { path, body }: { readonly path: string; readonly body?: object },
  api: PublicApi,
) =>
  bodyBy(api, {
    method: 'POST',
    path: `/orders/${segment(id)}/${path}`,
    headers: { 'idempotency-key': idempotencyKey },
    body,
    patience: 'command',
  });

const timelineOf = async ({ id }: Order, { ask }: PublicApi) => {
  const { body } = await ask<{ items: object[] }>({
    service: 'orders',
    path: `/orders/${segment(id)}/events`,
    patience: 'extra',
  });
  return body.items;
};

const resolvers: Resolvers = {
  Query: {
    order: (_, args: OrderArgs, { api }) => read(args, api),
    orders: (_, { status, first, after }: OrdersArgs, { api }) =>
      bodyBy(api, {
        path: '/orders',
        query: { own: true, status: whisper(status), limit: first, cursor: after },
      }),
  },
  Mutation: {
    placeOrder: (_, args: PlaceArgs, { api }) => place(args, api),
    cancelOrder: (_, args: OfOrder, { api }) => command(args, { path: 'cancellation' }, api),
    requestReturn: (_, { lines, reason, ...args }: ReturnArgs, { api }) =>
      command(args, { path: 'returns', body: { lines, reason } }, api),
    withdrawReturn: (_, { returnId, ...args }: OfOrder & { returnId: string }, { api }) =>
      command(args, { path: `returns/${segment(returnId)}/withdrawal` }, api),
  },
  Order: {
    status: shouted('status'),
    reason: shouted('reason'),
    shippingMethod: shouted('shippingMethod'),
    timeline: (order: Order, _, { api }) => timelineOf(order, api),
  },
  OrderPayment: { status: shouted('status') },
  OrderDelivery: { status: shouted('status') },
  OrderReturn: { status: shouted('status') },
};

export const orderPart: SchemaPart = { types: orderTypes, resolvers };
