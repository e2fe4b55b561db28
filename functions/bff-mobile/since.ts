// What an app knows of its orders: the cursor names each by the end of its id, with the version it has seen.
import { AppError } from '../../platform/kernel/errors.ts';

export type Known = ReadonlyMap<string, number>;

/** So many are watched; a longer cursor is none of ours. */
export const watched = 50;

/** Enough to tell a customer's own orders apart: ids are random to the end. */
const nameOf = (orderId: string): string => orderId.slice(-8);

const form = /^[0-9a-f]{8}[0-9a-z]{1,6}$/;

export const sinceOf = (known: Known): string =>
  [...known].map(([name, version]) => `${name}${version.toString(36)}`).join('.');

/** Throws `invalid-cursor`. It says nothing that its owner may not know, so it is not sealed. */
export const knownIn = (since: string): Known => {
  if (since === '') return new Map();
  const parts = since.split('.');
  if (parts.length > watched || !parts.every((part) => form.test(part))) {
    throw new AppError('invalid-cursor');
  }
  return new Map(parts.map((part) => [part.slice(0, 8), Number.parseInt(part.slice(8), 36)]));
};

interface Versioned {
  readonly id: string;
  readonly version: number;
}

export interface Delta<Item> {
  readonly changed: readonly Item[];
  readonly known: Known;
  readonly hasMore: boolean;
}

/** Of the orders of now those that are new or have changed, `most` at a time. */
export const changedSince = <Item extends Versioned>(
  known: Known,
  orders: readonly Item[],
  most: number,
): Delta<Item> => {
  const isNews = ({ id, version }: Item) => known.get(nameOf(id)) !== version;
  const news = orders.filter(isNews);
  const changed = news.slice(0, most);
  const sent = new Set(changed);
  return {
    changed,
    known: new Map(
      orders.flatMap((order) => {
        const version = sent.has(order) ? order.version : known.get(nameOf(order.id));
        return version === undefined ? [] : [[nameOf(order.id), version] as const];
      }),
    ),
    hasMore: news.length > changed.length,
  };
};
