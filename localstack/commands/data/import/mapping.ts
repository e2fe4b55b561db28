// The rows of another system's CSV as lines of an import, by a mapping file that says which column is what.

import { UsageError } from '../../../../platform/cli/flags.ts';
import { currencies } from '../../../../platform/kernel/currencies.ts';

const fields = ['name', 'description', 'category', 'variantName', 'sku', 'price', 'stock'] as const;
type Field = (typeof fields)[number];

export interface Mapping {
  /** @default `,` */
  readonly delimiter: string;
  /** Before the decimal places of a price. @default `.` */
  readonly decimal: string;
  /** ISO 4217, of all prices. */
  readonly currency: string;
  /** Rows in which this template gives the same text are the variants of one product. */
  readonly product: string;
  /** Texts in which `{Column}` stands for the value of a row. */
  readonly fields: Readonly<Record<Field, string>>;
  /** What the other system calls a category, and its id here; others are taken as they are. */
  readonly categories: Readonly<Record<string, string>>;
}

export type Row = Readonly<Record<string, string>>;

const text = (value: unknown, name: string): string => {
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`the mapping wants a text as ${name}`);
};

const membersOf = (value: unknown, name: string): Record<string, unknown> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`the mapping wants an object as ${name}`);
};

/** Refuses what it does not know, so that a misspelt member is no silent default. */
export function readMapping(json: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`the mapping is not JSON: ${(error as Error).message}`);
  }
  const {
    delimiter,
    decimal,
    currency,
    product,
    fields: given,
    categories,
    ...rest
  } = membersOf(value, 'a whole');
  const templates = membersOf(given, 'fields');
  const unknown = [
    ...Object.keys(rest),
    ...Object.keys(templates).filter((name) => !fields.some((field) => field === name)),
  ];
  if (unknown.length > 0) {
    throw new UsageError(
      `the mapping knows no ${unknown.join(', ')}; its fields are ${fields.join(', ')}`,
    );
  }
  if (!currencies.has(text(currency, 'currency'))) {
    throw new UsageError(`${String(currency)} is no currency of ISO 4217`);
  }
  return {
    delimiter: text(delimiter ?? ',', 'delimiter'),
    decimal: text(decimal ?? '.', 'decimal'),
    currency: text(currency, 'currency'),
    product: text(product, 'product'),
    fields: Object.fromEntries(
      fields.map((field) => [field, text(templates[field], `fields.${field}`)]),
    ) as Record<Field, string>,
    categories: Object.fromEntries(
      Object.entries(membersOf(categories ?? {}, 'categories')).map(([name, id]) => [
        name,
        text(id, `categories.${name}`),
      ]),
    ),
  };
}

function filled(template: string, row: Row): string {
  return template
    .replaceAll(/\{([^{}]+)\}/g, (_match, column: string) => {
      if (Object.hasOwn(row, column)) return row[column] ?? '';
      const known = Object.keys(row).join(', ');
      throw new UsageError(`there is no column ${column}; there are ${known}`);
    })
    .trim();
}

/** In minor units; NaN for what is no price of the currency, which the shop then refuses with its line. */
function minorUnits(price: string, { decimal, currency }: Mapping): number {
  const { exponent = 2 } = currencies.get(currency) ?? {};
  const [whole = '', places = '', more] = price.split(decimal);
  const isPrice = /^\d+$/.test(whole) && /^\d*$/.test(places) && places.length <= exponent;
  return isPrice && more === undefined
    ? Number(`${whole}${places.padEnd(exponent, '0')}`)
    : Number.NaN;
}

/** NaN for what is no number, an empty cell too, which the shop then refuses with its line. */
function piecesOf(stock: string): number {
  return stock === '' ? Number.NaN : Number(stock);
}

export interface ImportLine {
  /** Of the CSV, counted from 1 with its head. */
  readonly rows: readonly number[];
  readonly product: object;
  /** Texts that are no price or no stock, each with its row; the shop refuses the product. */
  readonly faults: readonly string[];
}

/** Of one row. */
function faultsOf(price: string, stock: string, mapping: Mapping): string[] {
  const { currency, decimal } = mapping;
  const wanted = `no price in ${currency} with ${JSON.stringify(decimal)} before its places`;
  return [
    ...(Number.isNaN(minorUnits(price, mapping)) ? [`${JSON.stringify(price)} is ${wanted}`] : []),
    ...(Number.isInteger(piecesOf(stock)) ? [] : [`${JSON.stringify(stock)} is no stock`]),
  ];
}

/** One line a product, in the order of their first rows. */
export function importLines(rows: readonly Row[], mapping: Mapping): ImportLine[] {
  const groups = Map.groupBy(
    rows.map((row, index) => ({ row, number: index + 2 })),
    ({ row }) => filled(mapping.product, row),
  );
  return [...groups.values()].map((group) => {
    const [first] = group;
    const of = (field: Field, row: Row) => filled(mapping.fields[field], row);
    const category = of('category', first?.row ?? {});
    return {
      rows: group.map(({ number }) => number),
      faults: group.flatMap(({ row, number }) =>
        faultsOf(of('price', row), of('stock', row), mapping).map(
          (fault) => `row ${number}: ${fault}`,
        ),
      ),
      product: {
        name: of('name', first?.row ?? {}),
        description: of('description', first?.row ?? {}),
        category: Object.hasOwn(mapping.categories, category)
          ? mapping.categories[category]
          : category,
        variants: group.map(({ row }) => ({
          sku: of('sku', row),
          name: of('variantName', row),
          price: { amount: minorUnits(of('price', row), mapping), currency: mapping.currency },
          stock: piecesOf(of('stock', row)),
        })),
      },
    };
  });
}
