// A postal address as it is asked for and shown.
import { countriesIn } from './countries.ts';
import { type Html, html } from './html.ts';
import { type Field, field } from './layout.ts';
import type { Schemas } from './shop-api.ts';
import type { Words } from './text.ts';

type Address = Schemas['Address'];

const fields: readonly (Field & { readonly name: keyof Address })[] = [
  { name: 'name', label: 'addressName', autocomplete: 'name', maxlength: 100 },
  { name: 'line1', label: 'addressLine1', autocomplete: 'address-line1' },
  { name: 'line2', label: 'addressLine2', autocomplete: 'address-line2', optional: true },
  {
    name: 'postalCode',
    label: 'addressPostalCode',
    autocomplete: 'postal-code',
    maxlength: 20,
    optional: true,
  },
  {
    name: 'city',
    label: 'addressCity',
    autocomplete: 'address-level2',
    maxlength: 100,
    optional: true,
  },
  {
    name: 'region',
    label: 'addressRegion',
    autocomplete: 'address-level1',
    maxlength: 100,
    optional: true,
  },
];

const countryField = (words: Words, given: string | null | undefined, isOptional: boolean): Html =>
  html`<label>${words.text('addressCountry')}
<select name="country" autocomplete="country"${!isOptional && html` required`}><option value=""></option>${countriesIn(
    words.language,
  ).map(
    ({ code, name }) =>
      html`<option value="${code}"${code === given?.toUpperCase() && html` selected`}>${name}</option>`,
  )}</select></label>`;

/** `isOptional`: another choice on the page may make all of them needless. */
export const addressFields = (
  words: Words,
  given: (name: keyof Address) => string | null | undefined,
  isOptional = false,
): readonly Html[] => [
  ...fields.map((each) =>
    field(words, {
      ...each,
      value: given(each.name),
      optional: isOptional || each.optional === true,
    }),
  ),
  countryField(words, given('country'), isOptional),
];

/** As it was typed: the API says what is wrong with it. */
export const addressIn = (form: URLSearchParams): Address =>
  Object.fromEntries(
    [...fields.map(({ name }) => name), 'country'].flatMap((name) => {
      const value = form.get(name)?.trim() ?? '';
      if (value === '') return [];
      return [[name, name === 'country' ? value.toUpperCase() : value]];
    }),
  ) as unknown as Address;

const linesOf = (address: Address): string[] =>
  [
    address.name,
    address.line1,
    address.line2,
    `${address.postalCode ?? ''} ${address.city ?? ''}`.trim(),
    address.region,
    address.country,
  ].filter((line) => line !== undefined && line !== '') as string[];

export const addressBlock = (address: Address): Html =>
  html`<address>${linesOf(address).map((line) => html`<bdi>${line}</bdi><br>`)}</address>`;

export const addressLine = (address: Address): Html =>
  html`${linesOf(address).map((line, index) => html`${index > 0 && ', '}<bdi>${line}</bdi>`)}`;
