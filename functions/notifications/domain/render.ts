// Lays a mail out as text and as HTML; everything that comes from outside is escaped here and only here.
import type { OrderSummary } from '../../../events/messages/orders.ts';
import type { Money } from '../../../events/schemas.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Content, Language, Locale, Mail, ParcelLine } from './mail.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Addressee {
  readonly name: string;
  readonly locale: Locale;
  /** Where mails of this kind can be stopped; absent where they cannot. */
  readonly unsubscribeUrl?: string;
}

const languages: Readonly<Record<Locale, Language>> = { en: english, de: german };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);

/** One line without control characters: a name cannot add a header or a paragraph. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** Reach addresses that nobody has confirmed: the name there is whatever a stranger has typed in, and says nothing. */
const toUnconfirmed: ReadonlySet<Mail['template']> = new Set([
  'verify-email',
  'already-registered',
  'account-disabled',
]);

type Row = readonly [label: string, amount: string];

const pieces = ({ quantity, name }: ParcelLine): string => `${quantity} × ${name}`;

/** Rows that add up to the total; what is nothing has none. */
const orderRows = ({ lines, total, parts }: OrderSummary, language: Language): Row[] => {
  const { money } = language;
  const row = (label: string, amount: Money): Row[] =>
    amount.amount === 0 ? [] : [[label, money(amount)]];
  if (parts === undefined) {
    const paid = lines.map((line): Row => [pieces(line), money(line.total)]);
    return [...paid, [language.total, money(total)]];
  }
  const { discount, shipping, tax, taxIncluded } = parts;
  return [
    ...lines.map((line): Row => [pieces(line), money(line.subtotal ?? line.total)]),
    ...row(language.discount, { ...discount, amount: -discount.amount }),
    ...row(language.shipping, shipping),
    ...(taxIncluded ? [] : row(language.tax, tax)),
    [language.total, money(total)],
    ...(taxIncluded ? row(language.includedTax, tax) : []),
  ];
};

const rowsOf = ({ order, parcel }: Content, language: Language): Row[] => {
  if (order !== undefined) return orderRows(order, language);
  if (parcel === undefined) return [];
  const { lines, charge } = parcel;
  const goods = lines.map((line): Row => [pieces(line), '']);
  return charge === undefined ? goods : [...goods, [language.charged, language.money(charge)]];
};

const tableOf = (rows: readonly Row[]): string => {
  const cells = rows.map(
    ([label, amount]) =>
      `<tr><td style="padding:4px 24px 4px 0">${escapeHtml(label)}</td><td style="text-align:right">${escapeHtml(amount)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse">${cells.join('')}</table>`;
};

const linkOf = (siteUrl: string, page: string, token: string): string =>
  `${siteUrl}/${page}?token=${encodeURIComponent(token)}`;

export const renderMail = (
  mail: Mail,
  { name, locale, unsubscribeUrl }: Addressee,
  siteUrl: string,
): RenderedMail => {
  const language = languages[locale];
  const content = language.write(mail);
  const { subject, paragraphs, action } = content;
  const rows = rowsOf(content, language);
  const greeting = language.greeting(toUnconfirmed.has(mail.template) ? '' : oneLine(name));
  const token = 'token' in mail ? mail.token : undefined;
  const link =
    action === undefined || token === undefined
      ? undefined
      : { label: action.label, url: linkOf(siteUrl, action.page, token) };
  const text = [
    greeting,
    ...paragraphs.map(oneLine),
    ...(link === undefined ? [] : [link.url]),
    ...(rows.length === 0
      ? []
      : [rows.map(([label, amount]) => `${oneLine(label)}  ${amount}`.trimEnd()).join('\n')]),
    language.closing,
    ...(unsubscribeUrl === undefined ? [] : [`${language.unsubscribe}: ${unsubscribeUrl}`]),
  ].join('\n\n');
  const html = [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(oneLine(subject))}</title></head>`,
    '<body style="font:16px/1.5 sans-serif;max-width:600px;margin:0 auto;padding:24px">',
    ...[greeting, ...paragraphs].map((paragraph) => `<p>${escapeHtml(oneLine(paragraph))}</p>`),
    ...(link === undefined
      ? []
      : [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`]),
    ...(rows.length === 0 ? [] : [tableOf(rows)]),
    `<p>${escapeHtml(language.closing)}</p>`,
    ...(unsubscribeUrl === undefined
      ? []
      : [
          `<p><small><a href="${escapeHtml(unsubscribeUrl)}">${escapeHtml(language.unsubscribe)}</a></small></p>`,
        ]),
    '</body></html>',
  ].join('');
  return { subject: oneLine(subject), text, html };
};

/** A text message: the subject, which says it all. */
export const renderText = (mail: Mail, locale: Locale): string =>
  oneLine(languages[locale].write(mail).subject).slice(0, 160);
