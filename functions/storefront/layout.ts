// The frame around every page, and the pieces that many pages share.
import { type Content, type Html, html } from './html.ts';
import type { Trouble } from './shop-api.ts';
import type { TextKey, Words } from './text.ts';
import type { Visit } from './visit.ts';

type Frame = Pick<Visit, 'words' | 'isLoggedIn' | 'path' | 'query'>;

const otherLanguage = ({ words, path, query }: Frame): string => {
  const search = new URLSearchParams(query);
  search.set('language', words.language === 'en' ? 'de' : 'en');
  return `${path}?${search}`;
};

export const layout = (frame: Frame, title: string, main: Html): string => {
  const { words, isLoggedIn, query } = frame;
  const { text, language } = words;
  const account = isLoggedIn
    ? html`<a href="/orders">${text('orders')}</a> <a href="/account">${text('account')}</a>`
    : html`<a href="/login">${text('login')}</a>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tandem</title>
<link rel="stylesheet" href="/assets/shop.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/shop.js" defer></script>
</head>
<body>
<a class="skip" href="#main">${text('skip')}</a>
<header>
<a class="brand" href="/">tandem</a>
<form class="search" action="/" role="search">
<input type="search" name="q" maxlength="100" value="${query.get('q')}" aria-label="${text('search')}" placeholder="${text('search')}">
<button>${text('search')}</button>
</form>
<nav aria-label="${text('shop')}">
<a href="/cart">${text('cart')}</a> ${account} <a href="${otherLanguage(frame)}" hreflang="${language === 'en' ? 'de' : 'en'}">${text('language')}</a>
</nav>
</header>
<main id="main">${main}</main>
<footer><a href="/v1/docs">API</a></footer>
</body>
</html>`.text;
};

/** What the API has refused, in a region that is read out. */
export const troubleOf = (words: Words, problem: Trouble): Html =>
  html`<div class="trouble" role="alert"><p>${problem.detail ?? problem.title}</p>${
    problem.errors &&
    html`<ul>${problem.errors.map(({ pointer, detail }) => html`<li>${pointer.split('/').pop()}: ${detail}</li>`)}</ul>`
  }<p class="code">${words.text('troubles')}: ${problem.code}</p></div>`;

export interface Field {
  readonly name: string;
  readonly label: TextKey;
  readonly type?: string;
  readonly value?: string | null;
  readonly autocomplete?: string;
  readonly maxlength?: number;
  readonly optional?: boolean;
}

export const field = (words: Words, field: Field): Html =>
  html`<label>${words.text(field.label)}
<input name="${field.name}" type="${field.type ?? 'text'}" value="${field.value}" maxlength="${field.maxlength ?? 200}"${
    field.autocomplete !== undefined && html` autocomplete="${field.autocomplete}"`
  }${field.optional !== true && html` required`}></label>`;

/** Cut between characters: half of one is in no URL. */
const slugOf = (name: string): string =>
  [...name.replace(/[^\p{L}\p{N}]+/gu, '-')].slice(0, 60).join('');

/** The content policy lets in no picture from elsewhere. */
const isOurs = (image: string): boolean => !image.startsWith('https:');

/** A picture, or where a product has none of ours a drawing of what its name says. */
export const picture = (images: readonly string[], alt: string, name: string): Html => {
  const source = images.find(isOurs) ?? `/images/products/${encodeURIComponent(slugOf(name))}.svg`;
  return html`<img src="${source}" alt="${alt}" width="320" height="240" loading="lazy">`;
};

/** A script shows it as it is where the visitor is. */
export const timeOf = (words: Words, iso: string): Html =>
  html`<time datetime="${iso}">${words.date(iso)}</time>`;

export const heading = (content: Content): Html => html`<h1>${content}</h1>`;
