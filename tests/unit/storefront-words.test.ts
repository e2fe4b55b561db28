// What the shop says in each of its languages: statuses, money and times.
import { describe, expect, it } from 'vitest';
import { languageFrom, wordsOf } from '../../functions/storefront/text.ts';

const [en, de] = [wordsOf('en'), wordsOf('de')];

it.each([
  ['shipped', 'on its way', 'unterwegs'],
  ['none', '–', '–'],
  ['partly_delivered', 'partly delivered', 'teilweise zugestellt'],
  ['of_tomorrow', 'of_tomorrow', 'of_tomorrow'],
  ['constructor', 'constructor', 'constructor'],
])('the status %s is %s, and %s', (status, english, german) => {
  expect([en.status(status), de.status(status)]).toEqual([english, german]);
});

it('a text is of its language', () => {
  expect([en.text('cart'), de.text('cart')]).toEqual(['Cart', 'Warenkorb']);
  expect([en.language, de.language]).toEqual(['en', 'de']);
});

it.each([
  [{ amount: 123_456, currency: 'EUR' }, '€1,234.56', '1.234,56 €'],
  [{ amount: 5, currency: 'EUR' }, '€0.05', '0,05 €'],
  [{ amount: 1_500, currency: 'JPY' }, '¥1,500', '1.500 ¥'],
  [{ amount: 1_990, currency: 'KWD' }, 'KWD 1.990', '1,990 KWD'],
  [
    { amount: 9_007_199_254_740_991, currency: 'EUR' },
    '€90,071,992,547,409.91',
    '90.071.992.547.409,91 €',
  ],
])('%j is %s, and %s', (amount, english, german) => {
  const written = [en.money(amount), de.money(amount)].map((text) => text.replace(/\s/g, ' '));
  expect(written).toEqual([english, german]);
});

it('a time has its day, its minute and its zone', () => {
  const time = '2026-01-31T09:05:00.000Z';
  expect(en.date(time).replace(/\s/g, ' ')).toBe('Jan 31, 2026, 9:05 AM UTC');
  expect(de.date(time)).toBe('31.01.2026, 09:05 UTC');
});

describe('a language', () => {
  it.each([
    [undefined, 'de-AT, en;q=0.5', 'de'],
    [undefined, 'fr, en, de', 'en'],
    [undefined, ' DE', 'de'],
    [undefined, 'fr', 'en'],
    [undefined, undefined, 'en'],
    ['de', 'en', 'de'],
    ['fr', 'de', 'de'],
    ['', 'de', 'de'],
  ])('chosen as %s of %s is %s', (chosen, accepted, language) => {
    expect(languageFrom(chosen, accepted)).toBe(language);
  });
});
