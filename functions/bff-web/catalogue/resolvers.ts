// Fields of the catalogue.
import type { Category, Product, Variant } from '../../../events/http/products/products.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { type BffContext, type Resolvers, type SchemaPart, shouted } from '../context.ts';
import { catalogueTypes } from './types.ts';

const sorts: Readonly<Record<string, string>> = {
  RELEVANCE: 'relevance',
  NAME: 'name',
  NAME_DESCENDING: '-name',
  PRICE: 'price',
  PRICE_DESCENDING: '-price',
  NEWEST: 'newest',
};

interface ProductsArgs {
  readonly search?: string;
  readonly category?: string;
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly currency?: string;
  readonly available?: boolean;
  readonly sort?: string;
  readonly first: number;
  readonly after?: string;
}

const listed = async (
  { search, sort, first, after, ...filters }: ProductsArgs,
  api: BffContext['api'],
) => {
  const query = {
    ...filters,
    q: search,
    sort: sort && sorts[sort],
    limit: first,
    cursor: after,
  };
  return (await api.ask({ service: 'products', path: '/products', query })).body;
};

const categoryOf = async (id: string | null, { catalogue }: BffContext) => {
  if (id === null) return null;
  return (await catalogue.categories()).find((category) => category.id === id) ?? null;
};

const childrenOf = async (parent: string | null, { catalogue }: BffContext) =>
  (await catalogue.categories()).filter((category) => category.parent === parent);

const mostRelated = 20;

interface RelatedArgs {
  readonly first: number;
  readonly currency?: string;
}

const relatedTo = async (
  { id, category }: Product,
  { first, currency }: RelatedArgs,
  { catalogue }: BffContext,
) => {
  if (first < 1 || first > mostRelated) {
    throw new AppError('validation-failed', { detail: `first is from 1 to ${mostRelated}.` });
  }
  const products = await catalogue.related({ category, count: first + 1, currency });
  return products.filter((product) => product.id !== id).slice(0, first);
};

const pairs = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([name, value]) => ({ name, value }));

const isSold = ({ status }: Variant) => status !== 'discontinued';

const resolvers: Resolvers = {
  Query: {
    product: (_, key: { id: string; currency?: string }, { catalogue }) => catalogue.product(key),
    products: (_, args: ProductsArgs, { api }) => listed(args, api),
    categories: (_, _args, context) => childrenOf(null, context),
  },
  Product: {
    category: ({ category }: Product, _, context) => categoryOf(category, context),
    attributes: ({ attributes }: Product) => pairs(attributes),
    status: shouted('status'),
    related: relatedTo,
  },
  Variant: {
    options: ({ options }: Variant) => pairs(options),
    isAvailable: (variant: Variant) => isSold(variant) && variant.available > 0,
    status: (variant: Variant) => (isSold(variant) ? 'ACTIVE' : 'DISCONTINUED'),
  },
  Category: {
    parent: ({ parent }: Category, _, context) => categoryOf(parent, context),
    children: ({ id }: Category, _, context) => childrenOf(id, context),
  },
};

export const cataloguePart: SchemaPart = { types: catalogueTypes, resolvers };
