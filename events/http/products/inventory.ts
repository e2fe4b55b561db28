// Stock and its ledger: /inventory, served by products.
import { type Static, Type } from 'typebox';
import { line, Sku, strict } from '../../schemas.ts';
import { adminOr, defineRoute } from '../route.ts';
import { idParam, listOf, listQuery } from '../shapes.ts';

export const Stock = strict({
  sku: Sku,
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  available: Type.Integer(),
  shards: Type.Optional(Type.Integer()),
});
export type Stock = Static<typeof Stock>;

const skuParams = strict({ sku: idParam('Of the variant.', 'MUG-BLUE') });

export const readStock = defineRoute({
  id: 'products.read-stock',
  service: 'products',
  method: 'GET',
  path: '/inventory/{sku}',
  summary: 'Stock of a SKU: available = onHand − reserved',
  auth: adminOr('inventory:read', 'inventory:write'),
  request: { params: skuParams },
  responses: { 200: Stock },
});

export const adjustStock = defineRoute({
  id: 'products.adjust-stock',
  service: 'products',
  method: 'POST',
  path: '/inventory/{sku}/adjustments',
  summary: 'Correct the stock of a SKU, with the reason',
  auth: adminOr('inventory:write'),
  idempotent: true,
  problems: ['insufficient-stock'],
  request: {
    params: skuParams,
    body: strict({
      delta: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
      reason: line(200),
    }),
  },
  responses: { 201: Stock },
});

export const spreadStock = defineRoute({
  id: 'products.spread-stock',
  service: 'products',
  method: 'PUT',
  path: '/inventory/{sku}/shards',
  summary: 'Spread the stock of a SKU over shards, for a rush in which all want it',
  auth: adminOr('inventory:write'),
  request: {
    params: skuParams,
    body: strict({
      shards: Type.Integer({
        minimum: 1,
        maximum: 64,
        description: 'Each carries some fifty orders a second; a SKU begins with 1.',
      }),
    }),
  },
  responses: { 200: Stock },
});

export const Movement = strict({
  /** Place in the SKU's ledger, from 1 without gaps; in that of its shard where there are several. */
  number: Type.Integer(),
  shard: Type.Optional(Type.Integer()),
  /** The two lines of a transfer between shards add up to nothing. */
  kind: Type.Enum(['adjustment', 'reservation', 'release', 'sale', 'restock', 'transfer']),
  /** What it added to goods on hand. */
  onHand: Type.Integer(),
  /** What it added to goods held for orders. */
  reserved: Type.Integer(),
  orderId: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  at: Type.String(),
});
export type Movement = Static<typeof Movement>;

export const listMovements = defineRoute({
  id: 'products.list-movements',
  service: 'products',
  method: 'GET',
  path: '/inventory/{sku}/movements',
  summary: 'The ledger of a SKU, newest first; its lines add up to the stock',
  auth: adminOr('inventory:read', 'inventory:write'),
  request: { params: skuParams, query: listQuery({}) },
  responses: { 200: listOf(Movement) },
});
