// Where goods are sent: which members an address of its country has, in which form, and in which spelling they are kept.
import type { Address } from '../../../../events/schemas.ts';
import { AppError, type InputError } from '../../../../platform/kernel/errors.ts';
import { regions } from '../pricing/regions.ts';
import { type AddressForm, addressForms } from './address-forms.ts';

/** Codes that are not in ISO 3166-1, and that people take for it. */
const otherNames: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

type Member = 'country' | 'postalCode' | 'city' | 'region';
type Fault = readonly [member: Member, code: string, detail: string];

const required = (member: Member, country: string): Fault => [
  member,
  'required',
  `is required in ${country}`,
];

const countryFault = (country: string): Fault => {
  const other = Object.hasOwn(otherNames, country) ? otherNames[country] : undefined;
  const hint = other === undefined ? '' : `; it is ${other} there`;
  return ['country', 'unknown-country', `${country} is not in ISO 3166-1${hint}`];
};

/** In capitals, without the country that some write before it (`DE-10115`). */
const postalCodeOf = ({ postalCode, country }: Address): string | undefined => {
  const written = postalCode?.trim().toUpperCase();
  const form = addressForms.get(country)?.postalCode;
  const prefix = `${country}-`;
  if (written === undefined || written === '') return undefined;
  return written.startsWith(prefix) && !form?.test(written)
    ? written.slice(prefix.length)
    : written;
};

/** `CA` of `ca` and `US-CA`, where the region is a code. */
const regionOf = ({ region, country }: Address): string | undefined => {
  if (region === undefined || !regions.has(country)) return region;
  const written = region.trim().toUpperCase();
  return written.startsWith(`${country}-`) ? written.slice(country.length + 1) : written;
};

const postalCodeFaults = ({ postalCode, country }: Address, form: AddressForm): Fault[] => {
  if (postalCode === undefined) {
    return form.needsPostalCode ? [required('postalCode', country)] : [];
  }
  return form.postalCode === undefined || form.postalCode.test(postalCode)
    ? []
    : [['postalCode', 'pattern', `is not a postal code of ${country}`]];
};

const regionFaults = ({ region, country }: Address): Fault[] => {
  const known = regions.get(country);
  if (known === undefined) return [];
  if (region === undefined) return [required('region', country)];
  return known.has(region)
    ? []
    : [
        [
          'region',
          'unknown-region',
          `is not a code of ISO 3166-2:${country}, such as ${[...known][0]}`,
        ],
      ];
};

const faultsOf = (address: Address): Fault[] => {
  const { country, city } = address;
  const form = addressForms.get(country);
  if (form === undefined) return [countryFault(country)];
  return [
    ...postalCodeFaults(address, form),
    ...(form.needsCity && city === undefined ? [required('city', country)] : []),
    ...regionFaults(address),
  ];
};

/** The address as it is kept and taxed by; throws `validation-failed` with what is wrong below `pointer`. */
export const checkedAddress = (written: Address, pointer: string): Address => {
  const postalCode = postalCodeOf(written);
  const region = regionOf(written);
  const { postalCode: _, ...rest } = written;
  const address = {
    ...rest,
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(region === undefined ? {} : { region }),
  };
  const errors = faultsOf(address).map(
    ([member, code, detail]): InputError => ({ pointer: `${pointer}/${member}`, code, detail }),
  );
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  return address;
};
