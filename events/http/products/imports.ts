// Many products at once, as newline-delimited JSON: /products/import and its report.
import { type Static, Type } from 'typebox';
import { ProductId, strict } from '../../schemas.ts';
import { admin, defineRoute } from '../route.ts';
import { byId, InputFault } from '../shapes.ts';
import { ProductChange } from './products.ts';

export const ProductImport = strict({
  id: Type.String(),
  status: Type.Enum(['running', 'done']),
  /** Lines that hold something. */
  total: Type.Integer(),
  /** Created and updated. */
  imported: Type.Integer(),
  created: Type.Integer(),
  /** Those that were as the line says already among them. */
  updated: Type.Integer(),
  refused: Type.Integer(),
  /** Lines refused so far, in their order. */
  errors: Type.Array(
    strict({
      /** Counted from 1, empty lines too. */
      line: Type.Integer(),
      code: Type.String(),
      detail: Type.String(),
      errors: Type.Array(InputFault),
    }),
  ),
});
export type ProductImport = Static<typeof ProductImport>;

/** A line that changes a product: it names the product, and what is not named stays. */
export const ImportedChange = strict({ id: ProductId, ...ProductChange.properties });
export type ImportedChange = Static<typeof ImportedChange>;

export const importProducts = defineRoute({
  id: 'products.import',
  service: 'products',
  method: 'POST',
  path: '/products/import',
  summary:
    'Add or change many products, one JSON object a line; each line stands or falls alone. A line with an id changes that product; with existing=update one whose SKUs are known changes theirs, and leaves their stock alone',
  auth: admin,
  accepts: 'application/x-ndjson',
  rawBody: true,
  bodyLimit: 1024 * 1024,
  responseHeaders: ['Location'],
  problems: ['malformed-request', 'validation-failed'],
  request: {
    query: strict({
      existing: Type.Optional(
        Type.Enum(['refuse', 'update'], {
          description:
            'What becomes of a line without an id whose SKUs are known; refused where it is not given.',
        }),
      ),
    }),
  },
  responses: { 202: ProductImport },
});

export const readImport = defineRoute({
  id: 'products.read-import',
  service: 'products',
  method: 'GET',
  path: '/products/imports/{id}',
  summary: 'How far an import has come, and which lines were refused',
  auth: admin,
  request: { params: byId('Of the import.', 'imp_0198f3a27c417d5e9b1a4f6e2c8d0a11') },
  responses: { 200: ProductImport },
});
