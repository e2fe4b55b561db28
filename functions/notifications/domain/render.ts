// Lays a mail out as text and as HTML; everything that comes from outside is escaped here and only here.
import type { OrderSummary } from '../../../events/messages/orders.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Language, Locale, Mail } from './mail.ts';

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

const rowsOf = ({ lines, total }: OrderSummary, language: Language) => [
  ...lines.map((line) => [`${line.quantity} × ${line.name}`, language.money(line.total)] as const),
  [language.total, language.money(total)] as const,
];

const orderHtml = (order: OrderSummary, language: Language): string => {
  const cells = rowsOf(order, language).map(
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
  const { subject, paragraphs, action, order } = language.write(mail);
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
    ...(order === undefined
      ? []
      : [
          rowsOf(order, language)
            .map(([label, amount]) => `${oneLine(label)}  ${amount}`)
            .join('\n'),
        ]),
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
    ...(order === undefined ? [] : [orderHtml(order, language)]),
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
