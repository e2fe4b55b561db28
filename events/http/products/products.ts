// The catalogue: /products, /variants, /categories.
import { type Static, Type } from 'typebox';
import { image } from '../../patterns.ts';
import {
  Currency,
  line,
  lines,
  linesByName,
  Money,
  ProductId,
  Sku,
  strict,
  Timestamp,
} from '../../schemas.ts';
import { admin, defineRoute, open, serviceWith } from '../route.ts';
import { byId, listOf, listQuery } from '../shapes.ts';

const Image = Type.String({ minLength: 1, maxLength: 500, pattern: image });
const Slug = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
const Options = linesByName(40, 100, 20);
/** As they were taken in. */
const GivenOptions = Type.Record(Type.String(), Type.String(), { additionalProperties: false });
/** Fifty lines of ten thousand pieces, the most that a cart holds, still add up exactly. */
const highestPrice = 18_000_000_000;
const Price = strict({
  amount: Type.Integer({ minimum: 0, maximum: highestPrice }),
  currency: Currency,
});
const Amount = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'In the minor unit of the currency.',
});

/** A price for a time: from `validFrom` (inclusive) to `validTo` (exclusive), open where one is missing. */
const PriceWindow = strict({
  ...Price.properties,
  validFrom: Type.Optional(Timestamp),
  validTo: Type.Optional(Timestamp),
});

export const Variant = strict({
  sku: Sku,
  name: Type.String(),
  options: GivenOptions,
  /** What holds now. */
  price: Money,
  /** Prices for a time or in other currencies, where there are any. */
  prices: Type.Optional(Type.Array(PriceWindow)),
  available: Type.Integer(),
  /** A discontinued one is sold no more, whatever the product is. */
  status: Type.Optional(Type.Enum(['active', 'discontinued'])),
});
export type Variant = Static<typeof Variant>;

export const Product = strict({
  id: ProductId,
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  images: Type.Array(Type.String()),
  attributes: GivenOptions,
  status: Type.Enum(['active', 'discontinued']),
  version: Type.Integer(),
  variants: Type.Array(Variant),
});
export type Product = Static<typeof Product>;

const newVariant = {
  name: line(200),
  options: Type.Optional(Options),
  price: Price,
  prices: Type.Optional(Type.Array(PriceWindow, { maxItems: 50 })),
};
const stock = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const productFields = {
  name: line(200),
  description: lines(5000),
  category: Slug,
  images: Type.Optional(Type.Array(Image, { maxItems: 20 })),
  attributes: Type.Optional(Options),
};

export const NewProduct = strict({
  ...productFields,
  status: Type.Optional(Type.Enum(['active', 'discontinued'])),
  variants: Type.Array(
    strict({
      sku: Sku,
      ...newVariant,
      stock,
    }),
    { minItems: 1, maxItems: 40 },
  ),
});
export type NewProduct = Static<typeof NewProduct>;

export const listProducts = defineRoute({
  id: 'products.list',
  service: 'products',
  method: 'GET',
  path: '/products',
  summary:
    'Search and browse the catalogue; prices are compared in the currency named, else in the one that most products have',
  auth: open,
  problems: ['unsupported-currency'],
  request: {
    query: listQuery({
      q: Type.Optional(
        Type.String({ minLength: 1, maxLength: 100, description: 'Words to look for.' }),
      ),
      category: Type.Optional(
        Type.String({ ...Slug, description: 'Only what is in it or below it.' }),
      ),
      minPrice: Type.Optional(Amount),
      maxPrice: Type.Optional(Amount),
      currency: Type.Optional(Currency),
      available: Type.Optional(Type.Boolean({ description: 'Only what is there now, or is not.' })),
      sort: Type.Optional(
        Type.Enum(['relevance', 'name', '-name', 'price', '-price', 'newest'], {
          description: 'By relevance where words are looked for, else the newest first.',
        }),
      ),
    }),
  },
  responses: { 200: listOf(Product) },
});

export const productParams = byId('Of the product.', 'prd_0198f3a27c417d5e9b1a4f6e2c8d0a11');

export const readProduct = defineRoute({
  id: 'products.read',
  service: 'products',
  method: 'GET',
  path: '/products/{id}',
  summary: 'One product with its variants, prices and availability',
  auth: open,
  responseHeaders: ['ETag'],
  problems: ['unsupported-currency'],
  request: {
    params: productParams,
    query: strict({ currency: Type.Optional(Currency) }),
  },
  responses: { 200: Product },
});

export const createProduct = defineRoute({
  id: 'products.create',
  service: 'products',
  method: 'POST',
  path: '/products',
  summary: 'Add a product with its variants and their first stock',
  auth: admin,
  responseHeaders: ['ETag', 'Location'],
  problems: ['already-exists', 'unsupported-currency'],
  request: { body: NewProduct },
  responses: { 201: Product },
});

const { name, description, category, images, attributes } = productFields;

/** What is not named stays; a variant whose SKU is new is added and needs name, price and stock. */
export const ProductChange = strict({
  name: Type.Optional(name),
  description: Type.Optional(description),
  category: Type.Optional(category),
  images,
  attributes,
  status: Type.Optional(Type.Enum(['active', 'discontinued'])),
  variants: Type.Optional(
    Type.Array(
      strict({
        sku: Sku,
        name: Type.Optional(newVariant.name),
        options: newVariant.options,
        price: Type.Optional(newVariant.price),
        prices: newVariant.prices,
        stock: Type.Optional(stock),
        status: Type.Optional(Type.Enum(['active', 'discontinued'])),
      }),
      { minItems: 1, maxItems: 40 },
    ),
  ),
});
export type ProductChange = Static<typeof ProductChange>;

export const changeProduct = defineRoute({
  id: 'products.change',
  service: 'products',
  method: 'PATCH',
  path: '/products/{id}',
  summary: 'Change a product; If-Match names the version that was read',
  auth: admin,
  requestHeaders: { 'If-Match': 'required' },
  responseHeaders: ['ETag'],
  problems: ['already-exists', 'unsupported-currency'],
  request: { params: productParams, body: ProductChange },
  responses: { 200: Product },
});

export const discontinueProduct = defineRoute({
  id: 'products.discontinue',
  service: 'products',
  method: 'DELETE',
  path: '/products/{id}',
  summary: 'Sell it no more; what is reserved stays reserved',
  auth: admin,
  requestHeaders: { 'If-Match': 'optional' },
  request: { params: productParams },
  responses: { 204: null },
});

/** Price and state of the SKUs asked for; orders reads it when an order is placed. */
export const QuotedVariant = strict({
  sku: Sku,
  productId: ProductId,
  name: Type.String(),
  price: Money,
  available: Type.Integer(),
  status: Type.Enum(['active', 'discontinued']),
});
export type QuotedVariant = Static<typeof QuotedVariant>;

export const listVariants = defineRoute({
  id: 'products.list-variants',
  service: 'products',
  method: 'GET',
  path: '/variants',
  summary:
    'Current price and availability of up to 50 SKUs, for the service that takes orders; unknown ones are left out',
  auth: serviceWith('catalogue:quote'),
  problems: ['unsupported-currency'],
  request: {
    query: strict({
      sku: Type.Array(Sku, { minItems: 1, maxItems: 50, description: 'Once for each SKU.' }),
      currency: Type.Optional(Currency),
    }),
  },
  responses: { 200: strict({ items: Type.Array(QuotedVariant) }) },
});

export const Category = strict({
  id: Type.String(),
  name: Type.String(),
  parent: Type.Union([Type.String(), Type.Null()]),
  /** Active products in it and below it. */
  products: Type.Integer(),
});
export type Category = Static<typeof Category>;

export const listCategories = defineRoute({
  id: 'products.list-categories',
  service: 'products',
  method: 'GET',
  path: '/categories',
  summary: 'The tree of categories, parents first, on one page',
  auth: open,
  request: {},
  responses: { 200: listOf(Category) },
});

export const nameCategory = defineRoute({
  id: 'products.name-category',
  service: 'products',
  method: 'PUT',
  path: '/categories/{id}',
  summary:
    'Add a category, or give one another name or place in the tree; it stays where it is unless a parent is named, and null is the top',
  auth: admin,
  request: {
    params: byId('Of the category.', 'kitchen'),
    body: strict({ name: line(100), parent: Type.Optional(Type.Union([Slug, Type.Null()])) }),
  },
  responses: { 200: Category },
});
