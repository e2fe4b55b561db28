// Which orders a list is asked for.
import type { listOrders } from '../../../events/http/orders/orders.ts';
import type { listOrdersV2 } from '../../../events/http/orders/orders-v2.ts';
import type { QueryOf } from '../../../events/http/route.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import { minorUnitsOf } from '../decimal-amounts.ts';
import { dayIn } from './calendar.ts';
import type { OrderFilter } from './listing.ts';

export type Asked = QueryOf<typeof listOrders> | QueryOf<typeof listOrdersV2>;

/** Version 1 names minor units, version 2 decimal text. */
const unitsOf = (
  total: number | string | undefined,
  currency: string,
  pointer: string,
): number | undefined =>
  typeof total === 'string' ? minorUnitsOf(total, currency, pointer) : total;

/** Throws `validation-failed` for totals without their currency. */
const totalOf = ({ minTotal, maxTotal, currency }: Asked): OrderFilter['total'] => {
  const known = checkedCurrency(currency, '/currency');
  if (known !== undefined) {
    return {
      currency: known,
      least: unitsOf(minTotal, known, '/minTotal'),
      most: unitsOf(maxTotal, known, '/maxTotal'),
    };
  }
  if (minTotal === undefined && maxTotal === undefined) return undefined;
  const detail = 'is required with a total';
  const errors = [{ pointer: '/currency', code: 'required', detail }];
  throw new AppError('validation-failed', { errors });
};

export const filterOf = (asked: Asked): Omit<OrderFilter, 'limit'> => ({
  status: asked.status,
  placed: asked.day === undefined ? undefined : dayIn(asked.day, asked.timeZone),
  sku: asked.sku,
  total: totalOf(asked),
});
