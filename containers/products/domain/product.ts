// A product of the catalogue: what is sold, in which variants, at which price at which time.
import type { NewProduct } from '../../../events/http/products/products.ts';
import { AppError, type InputError } from '../../../platform/kernel/errors.ts';
import { isCurrency, type Money } from '../../../platform/kernel/money.ts';

/** A price that holds from one instant to another; open where an end is missing. */
export interface PriceWindow extends Money {
  /** ISO time, inclusive. */
  readonly validFrom?: string;
  /** ISO time, exclusive. */
  readonly validTo?: string;
}

export interface CatalogueVariant {
  readonly sku: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** Holds when no window does. */
  readonly price: Money;
  readonly prices: readonly PriceWindow[];
  /** Active where it is not said. */
  readonly status?: CatalogueProduct['status'];
}

export interface CatalogueProduct {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly images: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: 'active' | 'discontinued';
  readonly version: number;
  readonly createdAt: string;
  readonly variants: readonly CatalogueVariant[];
}

/** What is kept with the stock of a SKU, so that a quote is one read. */
export interface Offer {
  readonly sku: string;
  readonly productId: string;
  readonly name: string;
  readonly status: CatalogueProduct['status'];
  readonly price: Money;
  readonly prices: readonly PriceWindow[];
}

interface GivenPrices {
  readonly price?: Money;
  readonly prices?: readonly PriceWindow[];
}

const pricesOf = (variant: GivenPrices, pointer: string): InputError[] => {
  const given = [
    ...(variant.price === undefined ? [] : [{ price: variant.price, at: `${pointer}/price` }]),
    ...(variant.prices ?? []).map((price, index) => ({ price, at: `${pointer}/prices/${index}` })),
  ];
  return given
    .filter(({ price }) => !isCurrency(price.currency))
    .map(({ price, at }) => ({
      pointer: `${at}/currency`,
      code: 'unsupported-currency',
      detail: `${price.currency} is not sold in`,
    }));
};

/** All times are compared in one form. */
const instant = (time: string): string => new Date(time).toISOString();

const windowFault = ({ validFrom, validTo }: PriceWindow, pointer: string): InputError[] => {
  const from = validFrom === undefined ? '' : instant(validFrom);
  const to = validTo === undefined ? '9' : instant(validTo);
  const detail = 'must be after validFrom';
  return from < to ? [] : [{ pointer: `${pointer}/validTo`, code: 'empty-window', detail }];
};

const windowFaults = (prices: readonly PriceWindow[], pointer: string): InputError[] =>
  prices.flatMap((window, index) => windowFault(window, `${pointer}/prices/${index}`));

const toWindow = ({ validFrom, validTo, ...price }: PriceWindow): PriceWindow => ({
  ...price,
  ...(validFrom === undefined ? {} : { validFrom: instant(validFrom) }),
  ...(validTo === undefined ? {} : { validTo: instant(validTo) }),
});

/** Throws `unsupported-currency` or `validation-failed` for prices nobody could pay. */
export const checkPrices = (variants: readonly GivenPrices[]): void => {
  const currencies = variants.flatMap((variant, index) => pricesOf(variant, `/variants/${index}`));
  if (currencies.length > 0) throw new AppError('unsupported-currency', { errors: currencies });
  const windows = variants.flatMap(({ prices = [] }, index) =>
    windowFaults(prices, `/variants/${index}`),
  );
  if (windows.length > 0) throw new AppError('validation-failed', { errors: windows });
};

/** Throws `validation-failed` for a SKU that is named twice. */
export const checkSkus = (skus: readonly string[]): void => {
  const errors = skus.flatMap((sku, index) =>
    skus.indexOf(sku) === index
      ? []
      : [{ pointer: `/variants/${index}/sku`, code: 'duplicate', detail: 'is used twice' }],
  );
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
};

interface GivenVariant {
  readonly sku: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly price: Money;
  readonly prices?: readonly PriceWindow[];
  readonly status?: CatalogueProduct['status'];
}

export const toVariant = (given: GivenVariant): CatalogueVariant => {
  const { sku, name, options = {}, price, prices = [], status = 'active' } = given;
  const variant = { sku, name, options, price, prices: prices.map(toWindow) };
  return status === 'active' ? variant : { ...variant, status };
};

/** Neither it nor its product is discontinued. */
export const isSold = (
  { status }: Pick<CatalogueProduct, 'status'>,
  variant: Pick<CatalogueVariant, 'status'>,
): boolean => status === 'active' && (variant.status ?? 'active') === 'active';

/** Throws for a SKU named twice, or a price nobody could pay. */
export const newProduct = (id: string, given: NewProduct, createdAt: string): CatalogueProduct => {
  checkSkus(given.variants.map(({ sku }) => sku));
  checkPrices(given.variants);
  const { name, description, category, images = [], attributes = {}, status = 'active' } = given;
  return {
    id,
    name,
    description,
    category,
    images,
    attributes,
    status,
    version: 1,
    createdAt,
    variants: given.variants.map(toVariant),
  };
};

const holds = ({ validFrom = '', validTo }: PriceWindow, at: string): boolean =>
  validFrom <= at && (validTo === undefined || at < validTo);

const latestFirst = (a: PriceWindow, b: PriceWindow): number =>
  (b.validFrom ?? '') < (a.validFrom ?? '') ? -1 : 1;

/** The price that holds now in a currency: of the windows that hold the one that began last, else the standing price. */
export const priceAt = (
  { price, prices }: Pick<CatalogueVariant, 'price' | 'prices'>,
  at: string,
  currency: string = price.currency,
): Money | undefined => {
  if (prices.length > 0) {
    const [window] = prices
      .filter((candidate) => candidate.currency === currency && holds(candidate, at))
      .sort(latestFirst);
    if (window) return { amount: window.amount, currency };
  }
  return price.currency === currency ? price : undefined;
};

export const offerOf = (product: CatalogueProduct, variant: CatalogueVariant): Offer => ({
  sku: variant.sku,
  productId: product.id,
  name: variant.name === product.name ? product.name : `${product.name}, ${variant.name}`,
  status: isSold(product, variant) ? 'active' : 'discontinued',
  price: variant.price,
  prices: variant.prices,
});
