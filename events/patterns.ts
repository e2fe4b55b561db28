// Forms of texts as regular expressions of the contract, and what is said where one is missed.

/** Days of the calendar and no others: the 29th of February in leap years only. */
const calendarDay = (() => {
  const upTo28 = '(?:0[1-9]|1\\d|2[0-8])';
  const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
  const usual = [
    `(?:0[1-9]|1[0-2])-${upTo28}`,
    '(?:0[13-9]|1[0-2])-(?:29|30)',
    '(?:0[13578]|1[02])-31',
  ];
  return `(?:\\d{4}-(?:${usual.join('|')})|${leapYear}-02-29)`;
})();

/** ISO 8601, e.g. `2026-01-31`. */
export const day = `^${calendarDay}$`;

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const timestamp = `^${calendarDay}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?Z$`;

/** Embeddings, overrides and isolates, which let a text show as another: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters */
const bidi = '\\u202A-\\u202E\\u2066-\\u2069';
const shown = `[^\\p{Cc}\\p{Zl}\\p{Zp}${bidi}]`;
/** A letter, digit or sign that is seen: neither ignored in display nor the empty Braille cell. */
const visible = '(?=.*(?![\\p{Default_Ignorable_Code_Point}\\u2800])[\\p{L}\\p{N}\\p{P}\\p{S}])';

/** One line that shows something; without control characters and line breaks. */
export const line = `^${visible}${shown}+$`;
/** Nothing, or a `line`. */
export const optionalLine = `^(?:${visible}${shown}+)?$`;
/** Any number of lines, parted by `\n`, in which nothing else is out of sight. */
export const lines = `^(?:\\n|${shown})*$`;
/** A `line` as the name of a member. */
export const lineUpTo = (length: number): string => `^${visible}${shown}{1,${length}}$`;

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const letters = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
/** RFC 5321: an ASCII dot-atom of at most 64, and the labels of a host in letters of any language. */
export const email = `^(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@${letters}(?:\\.${letters})+$`;

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** Ways to begin that name no other scheme and no other host: https, from the root of the shop's pages, from the page. */
const beginnings = [
  `https://${label}(?:\\.${label})*(?::\\d{1,5})?(?=[/?]|$)`,
  '/(?!/)',
  '(?![^/]*:)(?=[A-Za-z0-9._~%-])',
];
/** An https URL or a path, in the characters of RFC 3986. */
export const image = `^(?:${beginnings.join('|')})[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*$`;

const unseen = 'without control characters and characters that turn the direction of writing';

/** What a text of this form is, for people. */
export const meanings: ReadonlyMap<string, string> = new Map([
  [day, 'must be a day of the calendar, such as 2026-01-31'],
  [timestamp, 'must be a time of the calendar in UTC, such as 2026-01-31T12:00:00Z'],
  [line, `must be one line that shows something, ${unseen}`],
  [lineUpTo(40), `must be one line of at most 40 characters that shows something, ${unseen}`],
  [optionalLine, `must be empty or one line that shows something, ${unseen}`],
  [lines, `must be lines parted by \\n, ${unseen}`],
  [email, 'must be an address such as name@example.com, without a display name'],
  [image, 'must be an https URL or a path'],
]);

/** Names for those that are no regular expression in every language: https://json-schema.org/draft/2020-12/json-schema-validation#name-vocabularies-for-semantic-c */
export const formats: ReadonlyMap<string, { format: string; maxLength?: number }> = new Map([
  [line, { format: 'line' }],
  [lineUpTo(40), { format: 'line', maxLength: 40 }],
  [optionalLine, { format: 'optional-line' }],
  [lines, { format: 'lines' }],
  [email, { format: 'idn-email' }],
]);
