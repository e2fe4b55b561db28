// What the items of this service look like, for those that read them in numbers.
import {
  anyOf,
  byName,
  integer,
  listOf,
  members,
  oneOf,
  optional,
  orNull,
  positive,
  text,
  time,
  where,
} from '../../platform/data/shape.ts';
import { mostShards } from './domain/shards/places.ts';

const money = { amount: integer, currency: text };

const prices = {
  price: members(money),
  prices: listOf(members({ ...money, validFrom: optional(time), validTo: optional(time) })),
};

const status = oneOf('active', 'discontinued');

export const productItem = members({
  product: members({
    id: text,
    name: text,
    description: text,
    category: text,
    images: listOf(text),
    attributes: byName(text),
    status,
    version: positive,
    createdAt: time,
    variants: listOf(
      members({
        sku: text,
        name: text,
        options: byName(text),
        status: optional(status),
        ...prices,
      }),
    ),
  }),
});

/** Each is a key to read. */
const shardCount = where(
  (value) => Number.isInteger(value) && 1 <= Number(value) && Number(value) <= mostShards,
);

const counts = {
  onHand: integer,
  reserved: integer,
  available: integer,
  recent: listOf(text),
  paged: integer,
};

export const stockItem = members({
  sku: text,
  productId: text,
  name: text,
  status,
  ...prices,
  ...counts,
  shards: optional(shardCount),
  shardsHeld: optional(shardCount),
  shardsEver: optional(shardCount),
});

export const shardItem = members({ sku: text, status, ...counts, shard: positive });

export const categoryItem = members({ id: text, name: text, parent: orNull(text) });

export const changeItem = members({
  change: anyOf(
    members({ kind: oneOf('product'), id: text }),
    members({ kind: oneOf('stock'), skus: listOf(text) }),
    members({ kind: oneOf('categories') }),
  ),
});

const heldLine = members({
  sku: text,
  shard: optional(positive),
  quantity: integer,
  sold: integer,
  returned: integer,
});

/** What the events of a reservation add up to. */
export const reservationShape = anyOf(
  members({ status: oneOf('refused') }),
  members({
    status: oneOf('active', 'sold', 'released', 'expired'),
    lines: listOf(heldLine),
    expiresAt: optional(time),
    shipments: listOf(text),
    returns: listOf(text),
  }),
);
