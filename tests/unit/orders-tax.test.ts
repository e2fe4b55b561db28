// What is due by destination, in cents that were worked out beside the shop: goods of 31.12, and goods of 29.50 with express for 9.90.
import { describe, expect, it } from 'vitest';
import { addressForms } from '../../containers/orders/domain/address/address-forms.ts';
import { priceOrder } from '../../containers/orders/domain/pricing/pricing.ts';
import { at, eur, quote, quotes, shippingAddress } from '../support/orders.ts';

const included: readonly (readonly [country: string, percent: number, tax: number])[] = [
  ['AT', 20, 519],
  ['BE', 21, 540],
  ['BG', 20, 519],
  ['CY', 19, 497],
  ['CZ', 21, 540],
  ['DE', 19, 497],
  ['DK', 25, 622],
  ['EE', 24, 602],
  ['ES', 21, 540],
  ['FI', 25.5, 632],
  ['FR', 20, 519],
  ['GR', 24, 602],
  ['HR', 25, 622],
  ['HU', 27, 662],
  ['IE', 23, 582],
  ['IT', 22, 561],
  ['LT', 21, 540],
  ['LU', 17, 452],
  ['LV', 21, 540],
  ['MT', 18, 475],
  ['NL', 21, 540],
  ['PL', 23, 582],
  ['PT', 23, 582],
  ['RO', 21, 540],
  ['SE', 25, 622],
  ['SI', 22, 561],
  ['SK', 23, 582],
  ['GB', 20, 519],
  ['CH', 8.1, 233],
  ['NO', 25, 622],
  ['JP', 10, 283],
  ['AU', 10, 283],
  ['NZ', 15, 406],
  ['AE', 5, 148],
  ['MC', 20, 519],
  ['IM', 20, 519],
  ['LI', 8.1, 233],
];

const provinces: readonly (readonly [
  province: string,
  percent: number,
  tax: number,
  total: number,
])[] = [
  ['AB', 5, 156, 3268],
  ['BC', 12, 373, 3485],
  ['MB', 12, 373, 3485],
  ['NB', 15, 467, 3579],
  ['NL', 15, 467, 3579],
  ['NS', 14, 436, 3548],
  ['NT', 5, 156, 3268],
  ['NU', 5, 156, 3268],
  ['ON', 13, 405, 3517],
  ['PE', 15, 467, 3579],
  ['QC', 14.975, 466, 3578],
  ['SK', 11, 342, 3454],
  ['YT', 5, 156, 3268],
];

/** Goods of 31.12; the last is the tax of goods of 29.50 sent for 9.90, whose total is then 39.40 and this. */
const states: readonly (readonly [
  state: string,
  percent: number,
  tax: number,
  total: number,
  withExpress: number,
])[] = [
  ['AL', 4, 124, 3236, 118],
  ['AK', 0, 0, 3112, 0],
  ['AZ', 5.6, 174, 3286, 165],
  ['AR', 6.5, 202, 3314, 256],
  ['CA', 7.25, 226, 3338, 214],
  ['CO', 2.9, 90, 3202, 86],
  ['CT', 6.35, 198, 3310, 250],
  ['DE', 0, 0, 3112, 0],
  ['DC', 7, 218, 3330, 276],
  ['FL', 6, 187, 3299, 177],
  ['GA', 4, 124, 3236, 158],
  ['HI', 4, 124, 3236, 158],
  ['ID', 6, 187, 3299, 177],
  ['IL', 6.25, 195, 3307, 246],
  ['IN', 7, 218, 3330, 276],
  ['IA', 6, 187, 3299, 177],
  ['KS', 6.5, 202, 3314, 192],
  ['KY', 6, 187, 3299, 236],
  ['LA', 5, 156, 3268, 148],
  ['ME', 5.5, 171, 3283, 162],
  ['MD', 6, 187, 3299, 177],
  ['MA', 6.25, 195, 3307, 184],
  ['MI', 6, 187, 3299, 177],
  ['MN', 6.875, 214, 3326, 271],
  ['MS', 7, 218, 3330, 276],
  ['MO', 4.225, 131, 3243, 125],
  ['MT', 0, 0, 3112, 0],
  ['NE', 5.5, 171, 3283, 216],
  ['NV', 6.85, 213, 3325, 202],
  ['NH', 0, 0, 3112, 0],
  ['NJ', 6.625, 206, 3318, 261],
  ['NM', 4.875, 152, 3264, 192],
  ['NY', 4, 124, 3236, 158],
  ['NC', 4.75, 148, 3260, 187],
  ['ND', 5, 156, 3268, 198],
  ['OH', 5.75, 179, 3291, 227],
  ['OK', 4.5, 140, 3252, 133],
  ['OR', 0, 0, 3112, 0],
  ['PA', 6, 187, 3299, 236],
  ['RI', 7, 218, 3330, 276],
  ['SC', 6, 187, 3299, 236],
  ['SD', 4.2, 131, 3243, 166],
  ['TN', 7, 218, 3330, 276],
  ['TX', 6.25, 195, 3307, 246],
  ['UT', 6.1, 190, 3302, 180],
  ['VT', 6, 187, 3299, 236],
  ['VA', 5.3, 165, 3277, 156],
  ['WA', 6.5, 202, 3314, 256],
  ['WV', 6, 187, 3299, 236],
  ['WI', 5, 156, 3268, 198],
  ['WY', 4, 124, 3236, 118],
];

/** The tax in 29.50 and the tax in 9.90. */
const express: readonly (readonly [country: string, tax: number])[] = [
  ['AT', 657],
  ['BE', 684],
  ['CH', 295],
  ['DE', 629],
  ['DK', 788],
  ['ES', 684],
  ['FR', 657],
  ['GB', 657],
  ['IE', 737],
  ['IT', 711],
  ['JP', 358],
  ['NL', 684],
  ['PT', 737],
];

const untaxed = [
  'HK',
  'SG',
  'KW',
  'KR',
  'BR',
  'IN',
  'CN',
  'ZA',
  'GL',
  'FO',
  'AX',
  'GP',
  'JE',
  'XK',
];

const priced = (
  place: { country: string; region?: string },
  shippingMethod: 'standard' | 'express' = 'standard',
) =>
  priceOrder({
    lines: [{ sku: 'MUG', quantity: 1 }],
    quotes: quotes(quote('MUG', shippingMethod === 'standard' ? 3112 : 2950)),
    shippingAddress: { ...shippingAddress, ...place },
    shippingMethod,
    at,
  }).totals;

describe('tax', () => {
  it('is known for all members of the European Union', () => {
    const members =
      'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK';
    const known = new Set(included.map(([country]) => country));
    expect(members.split(' ').filter((country) => !known.has(country))).toEqual([]);
  });

  it.each(included)('to %s is %d %% in the price: %i', (country, _, tax) => {
    expect(priced({ country })).toMatchObject({
      tax: eur(tax),
      total: eur(3112),
      taxIncluded: true,
    });
  });

  it.each(provinces)('to %s of Canada is %d %% on top: %i', (region, _, tax, total) => {
    expect(priced({ country: 'CA', region })).toMatchObject({
      tax: eur(tax),
      total: eur(total),
      taxIncluded: false,
    });
  });

  it.each(states)('to %s of the United States is %d %% on top: %i', (region, _, tax, total) => {
    expect(priced({ country: 'US', region })).toMatchObject({
      tax: eur(tax),
      total: eur(total),
      taxIncluded: false,
    });
  });

  it('is due in all of the United States and Canada', () => {
    expect([states.length, provinces.length]).toEqual([51, 13]);
  });

  it.each(untaxed)('to %s is none: an export', (country) => {
    expect(priced({ country })).toMatchObject({ tax: eur(0), total: eur(3112) });
  });
});

/** Each thousandth of a per cent is seen in it. */
const large = 10_000_000;

describe('tax of a large order', () => {
  const taxOf = (place: { country: string; region?: string }) =>
    priceOrder({
      lines: [{ sku: 'MUG', quantity: 1 }],
      quotes: quotes(quote('MUG', large)),
      shippingAddress: { ...shippingAddress, ...place },
      shippingMethod: 'standard',
      at,
    }).totals.tax.amount;

  it.each(included)('to %s is exactly %d %% in the price', (country, percent) => {
    expect(taxOf({ country })).toBe(Math.round((large * percent) / (100 + percent)));
  });

  it.each([
    ...provinces.map(([region, percent]) => ({ country: 'CA', region, percent })),
    ...states.map(([region, percent]) => ({ country: 'US', region, percent })),
  ])('to $region of $country is exactly $percent % on top', ({ percent, ...place }) => {
    expect(taxOf(place)).toBe(Math.round((large * percent) / 100));
  });
});

describe('tax of shipping', () => {
  it.each(express)('to %s is in its price: %i of 39.40', (country, tax) => {
    expect(priced({ country }, 'express')).toEqual({
      subtotal: eur(2950),
      discount: eur(0),
      shipping: eur(990),
      tax: eur(tax),
      total: eur(3940),
      taxIncluded: true,
    });
  });

  it.each(states)('to %s of the United States goes by its law: %d', (region, ...[, , , tax]) => {
    expect(priced({ country: 'US', region }, 'express')).toEqual({
      subtotal: eur(2950),
      discount: eur(0),
      shipping: eur(990),
      tax: eur(tax),
      total: eur(3940 + tax),
      taxIncluded: false,
    });
  });
});

it('every country has the form of its addresses', () => {
  expect(addressForms.size).toBe(249);
});
