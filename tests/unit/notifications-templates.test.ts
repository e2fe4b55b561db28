// Every mail in every language: written out, in its own words, with what comes from outside escaped.
import { describe, expect, it } from 'vitest';
import type { Locale, Mail } from '../../functions/notifications/domain/mail.ts';
import { renderMail, renderText } from '../../functions/notifications/domain/render.ts';
import { order } from '../support/notifications.ts';

const hostile = `<img src=x onerror="alert('1')">&\r\nBcc: everybody@example.com`;
const token = 'a'.repeat(43);
const evil = { ...order, lines: order.lines.map((line) => ({ ...line, name: hostile })) };
const amount = { amount: 1_050, currency: 'EUR' };

/** One of each template: a new one does not compile until it is here. */
const mails: Readonly<Record<Mail['template'], Mail>> = {
  'verify-email': { template: 'verify-email', token },
  'already-registered': { template: 'already-registered' },
  'password-reset': { template: 'password-reset', token },
  'password-changed': { template: 'password-changed' },
  'mfa-enabled': { template: 'mfa-enabled' },
  'mfa-disabled': { template: 'mfa-disabled' },
  'account-disabled': { template: 'account-disabled' },
  'order-confirmed': { template: 'order-confirmed', order: evil },
  'order-cancelled': { template: 'order-cancelled', order: evil },
  'order-delivered': { template: 'order-delivered', order: evil },
  'order-returned': { template: 'order-returned', order: evil },
  'order-rejected': { template: 'order-rejected', order: evil, reason: 'out_of_stock' },
  'order-shipped': {
    template: 'order-shipped',
    order: evil,
    carrier: hostile,
    trackingNumber: hostile,
  },
  'lines-cancelled': {
    template: 'lines-cancelled',
    order: evil,
    lines: [{ name: hostile, quantity: 1 }],
  },
  'order-refunded': { template: 'order-refunded', order: evil, amount },
  'webhook-disabled': { template: 'webhook-disabled', url: hostile, reason: 'failing' },
};
/** May reach an address nobody has confirmed. */
const nameless: readonly string[] = ['verify-email', 'already-registered', 'account-disabled'];
const all = Object.values(mails).map((mail) => [mail.template, mail] as const);
const locales: readonly Locale[] = ['en', 'de'];
const unsubscribeUrl = 'https://shop.example/v1/unsubscribe?token=t&x=1';

const render = (mail: Mail, locale: Locale, name = 'Ada') =>
  renderMail(mail, { name, locale, unsubscribeUrl }, 'https://shop.example/v1');

describe.each(all)('%s', (_, mail) => {
  it.each(locales)('is written out in %s, as text and as HTML', (locale) => {
    const { subject, text, html } = render(mail, locale);
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/undefined|\[object|NaN|\$\{/);
      expect(part.length).toBeGreaterThan(5);
    }
    expect(html).toContain(`<html lang="${locale}">`);
    expect(text).toContain(unsubscribeUrl);
    expect(html).toContain('href="https://shop.example/v1/unsubscribe?token=t&amp;x=1"');
  });

  it.each(locales)('says in HTML what it says as text, in %s', (locale) => {
    const { text, html } = render(mail, locale);
    const plain = (part: string) =>
      part
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
    const paragraphs = [...html.matchAll(/<p>(?!<a |<small>)(.*?)<\/p>/g)];
    const isElsewhere = (part: string) => /https:\/\/shop\.example| {2}|^\d+ × /.test(part);
    expect(paragraphs.map(([, part = '']) => plain(part))).toEqual(
      text.split('\n\n').filter((part) => !isElsewhere(part)),
    );
    expect(paragraphs.length).toBeGreaterThan(2);
  });

  it('says it in other words in each language', () => {
    const [english, german] = locales.map((locale) => render(mail, locale));
    expect(german?.subject).not.toBe(english?.subject);
    expect(german?.text).not.toBe(english?.text);
    expect(renderText(mail, 'de')).not.toBe(renderText(mail, 'en'));
  });

  it.each(locales)('lets nothing through from outside in %s', (locale) => {
    const { subject, text, html } = render(mail, locale, hostile);
    expect(html).not.toContain('<img');
    expect(html.includes('&lt;img')).toBe(!nameless.includes(mail.template));
    expect(subject).not.toMatch(/\p{Cc}/u);
    expect(text).not.toContain('\nBcc:');
    expect(renderText(mail, locale)).not.toMatch(/\p{Cc}/u);
  });
});

it('amounts are written as each language writes them', () => {
  expect(render(mails['order-refunded'], 'en').text).toContain('€10.50');
  expect(render(mails['order-refunded'], 'de').text).toMatch(/10,50\s€/);
});

describe('a mail that may reach an address nobody has confirmed', () => {
  const stranger = 'Your account was hacked! Secure it now: https://evil.example/login';

  it.each(['verify-email', 'already-registered', 'account-disabled'] as const)(
    '%s says nothing of what was typed in',
    (template) => {
      for (const locale of locales) {
        const { subject, text, html } = render(mails[template], locale, stranger);
        expect(`${subject}${text}${html}`).not.toMatch(/hacked|evil/);
        expect(text).toMatch(/^(?:Hello|Guten Tag|Hallo),\n/);
      }
    },
  );

  it('is written to a confirmed one with the name', () => {
    expect(render(mails['password-changed'], 'en').text).toMatch(/^Hello Ada,\n/);
  });
});

const eur = (value: number) => ({ amount: value, currency: 'EUR' });
const confirmation = (parts: object, total: number): Mail => ({
  template: 'order-confirmed',
  order: {
    ...order,
    lines: [
      { sku: 'A', name: 'Cup', quantity: 1, subtotal: eur(1_000), total: eur(800) },
      { sku: 'B', name: 'Tea', quantity: 2, subtotal: eur(2_000), total: eur(1_600) },
    ],
    total: eur(total),
    parts: { discount: eur(600), shipping: eur(990), tax: eur(100), taxIncluded: true, ...parts },
  },
});

it.each([
  [
    'en',
    {},
    3_390,
    [
      '1 × Cup  €10.00',
      '2 × Tea  €20.00',
      'Discount  -€6.00',
      'Shipping  €9.90',
      'Total  €33.90',
      'Including tax of  €1.00',
    ],
  ],
  [
    'en',
    { taxIncluded: false },
    3_490,
    [
      '1 × Cup  €10.00',
      '2 × Tea  €20.00',
      'Discount  -€6.00',
      'Shipping  €9.90',
      'Tax  €1.00',
      'Total  €34.90',
    ],
  ],
  [
    'en',
    { discount: eur(0), shipping: eur(0), tax: eur(0) },
    3_000,
    ['1 × Cup  €10.00', '2 × Tea  €20.00', 'Total  €30.00'],
  ],
  [
    'de',
    {},
    3_390,
    [
      '1 × Cup  10,00 €',
      '2 × Tea  20,00 €',
      'Rabatt  -6,00 €',
      'Versand  9,90 €',
      'Summe  33,90 €',
      'Darin enthaltene Steuer  1,00 €',
    ],
  ],
] as const)(
  'the rows of a confirmation add up to its total (%s %o)',
  (locale, parts, total, rows) => {
    const { text, html } = render(confirmation(parts, total), locale);
    expect(text.replaceAll('\u00A0', ' ')).toContain(rows.join('\n'));
    for (const row of rows) expect(html.replaceAll('\u00A0', ' ')).toContain(row.split('  ')[1]);
  },
);

it.each([
  ['en', 'Charged for this shipment  €8.00'],
  ['de', 'Für diese Sendung berechnet  8,00 €'],
] as const)(
  'the mail of a shipment lists what is in it, and what it cost (%s)',
  (locale, charged) => {
    const { text } = render(
      {
        template: 'order-shipped',
        order,
        carrier: 'Post',
        trackingNumber: 'T1',
        lines: [{ name: 'Cup', quantity: 1 }],
        charge: eur(800),
      },
      locale,
    );
    expect(text.replaceAll('\u00A0', ' ')).toContain(`1 × Cup\n${charged}`);
    expect(text).not.toContain('Mug');
  },
);

it.each(['lines-cancelled', 'order-delivered', 'order-returned'] as const)(
  '%s lists the goods that it is about, and no total of all that was ordered',
  (template) => {
    const { text } = render({ template, order, lines: [{ name: 'Cup', quantity: 1 }] }, 'en');
    expect(text).toContain('\n\n1 × Cup\n\n');
    expect(text).not.toMatch(/Mug|Total|€/);
  },
);
