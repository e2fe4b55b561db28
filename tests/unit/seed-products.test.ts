// The catalogue that the embedded default is seeded with.

import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { NewProduct } from '../../events/http/products/products.ts';
import { categories, products } from '../../localstack/tandem/seed/products.ts';

const variants = products.flatMap((product) => product.variants);

test('every product is one the API accepts', () => {
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
    NewProduct,
  );
  const refused = products.filter((product) => !validate(product)).map(({ name }) => name);
  expect({ refused, errors: validate.errors }).toEqual({ refused: [], errors: null });
});

test('there are 24 products in 5 categories, each SKU once', () => {
  expect(products).toHaveLength(24);
  expect(new Set(products.map(({ category }) => category))).toEqual(
    new Set(categories.map(({ id }) => id)),
  );
  expect(categories).toHaveLength(5);
  expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
});

test('the SKUs that others count on have their stock', () => {
  const stock = Object.fromEntries(variants.map((variant) => [variant.sku, variant.stock]));
  expect({ mug: stock['MUG-BLUE'], last: stock['LAST-ONE'] }).toEqual({ mug: 1_000_000, last: 1 });
});

test('one product is sold in JPY and one in KWD, the others in EUR', () => {
  const others = products
    .map((product) => product.variants[0]?.price.currency)
    .filter((currency) => currency !== 'EUR');
  expect(others.sort()).toEqual(['JPY', 'KWD']);
});
