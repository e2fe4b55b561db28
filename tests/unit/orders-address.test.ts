// Which members an address needs, by its country, and in which spelling it is kept.
import { describe, expect, it } from 'vitest';
import { checkedAddress } from '../../containers/orders/domain/address/address.ts';
import type { Address } from '../../events/schemas.ts';
import { isAppError } from '../../platform/kernel/errors.ts';

const street = { name: 'Ada Lovelace', line1: '1 Harbour Street' };

type Rest = Omit<Address, 'name' | 'line1'>;

/** Pointer and code of each fault; empty where the address is taken. */
const faultsOf = (rest: Rest): string[] => {
  try {
    checkedAddress({ ...street, ...rest }, '/shippingAddress');
    return [];
  } catch (error) {
    if (!isAppError(error, 'validation-failed')) throw error;
    return (error.options.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

const keptOf = (rest: Rest) => {
  const { name: _name, line1: _line1, ...kept } = checkedAddress({ ...street, ...rest }, '');
  return kept;
};

const city = 'City';

describe('an address', () => {
  it.each<Rest>([
    { country: 'HK', city: 'Kowloon' },
    { country: 'HK', city: 'Kowloon', region: 'Kowloon', postalCode: '999077' },
    { country: 'HK' },
    { country: 'AE', city: 'Dubai' },
    { country: 'AE', city: 'Dubai', region: 'Dubai' },
    { country: 'QA', city: 'Doha' },
    { country: 'JM', city: 'Kingston' },
    { country: 'PA', city: 'Panamá' },
    { country: 'GH', city: 'Accra' },
    { country: 'MO' },
    { country: 'IE', city: 'Dublin' },
    { country: 'IE', city: 'Dublin', postalCode: 'D02 AF30' },
    { country: 'SG', postalCode: '546080' },
    { country: 'SG', city: 'Singapore', postalCode: '546080' },
    { country: 'PT', city: 'Lisboa', postalCode: '1000-001' },
    { country: 'DE', city: 'Berlin', postalCode: '10115' },
    { country: 'AT', city: 'Wien', postalCode: '1010' },
    { country: 'BE', city: 'Brussel', postalCode: '1000' },
    { country: 'BG', city: 'Sofia', postalCode: '1000' },
    { country: 'CY', city: 'Nicosia', postalCode: '1010' },
    { country: 'CZ', city: 'Praha', postalCode: '110 00' },
    { country: 'DK', city: 'København', postalCode: '1050' },
    { country: 'EE', city: 'Tallinn', postalCode: '10111' },
    { country: 'ES', city: 'Madrid', postalCode: '28001' },
    { country: 'FI', city: 'Helsinki', postalCode: '00100' },
    { country: 'FR', city: 'Paris', postalCode: '75001' },
    { country: 'GR', city: 'Athens', postalCode: '104 31' },
    { country: 'HR', city: 'Zagreb', postalCode: '10000' },
    { country: 'HU', city: 'Budapest', postalCode: '1051' },
    { country: 'IT', city: 'Roma', postalCode: '00118' },
    { country: 'LT', city: 'Vilnius', postalCode: '01001' },
    { country: 'LU', city: 'Luxembourg', postalCode: '1111' },
    { country: 'LV', city: 'Rīga', postalCode: 'LV-1010' },
    { country: 'LV', city: 'Rīga', postalCode: '1010' },
    { country: 'MT', city: 'Valletta', postalCode: 'VLT 1117' },
    { country: 'NL', city: 'Amsterdam', postalCode: '1012 AB' },
    { country: 'PL', city: 'Warszawa', postalCode: '00-001' },
    { country: 'RO', city: 'București', postalCode: '010011' },
    { country: 'SE', city: 'Stockholm', postalCode: '111 22' },
    { country: 'SI', city: 'Ljubljana', postalCode: '1000' },
    { country: 'SK', city: 'Bratislava', postalCode: '811 01' },
    { country: 'GB', city: 'London', postalCode: 'SW1A 1AA' },
    { country: 'CH', city: 'Bern', postalCode: '3000' },
    { country: 'NO', city: 'Oslo', postalCode: '0150' },
    { country: 'JP', city: 'Chiyoda', region: 'Tokyo', postalCode: '100-0001' },
    { country: 'JP', city: 'Tokyo', postalCode: '1000001' },
    { country: 'AU', city: 'Sydney', region: 'NSW', postalCode: '2000' },
    { country: 'BR', city: 'Brasília', region: 'DF', postalCode: '70002-900' },
    { country: 'IN', city: 'New Delhi', region: 'Delhi', postalCode: '110001' },
    { country: 'KR', city: 'Seoul', postalCode: '03051' },
    { country: 'KW', city: 'Kuwait City', postalCode: '13001' },
    { country: 'KW', city: 'Kuwait City' },
    { country: 'US', city: 'New York', region: 'NY', postalCode: '10001' },
    { country: 'US', city: 'New York', region: 'NY', postalCode: '10001-1234' },
    { country: 'CA', city: 'Toronto', region: 'ON', postalCode: 'M5V 2T6' },
  ])('$country $city $region $postalCode is complete', (rest) => {
    expect(faultsOf(rest)).toEqual([]);
  });

  it.each<[Rest, string[]]>([
    [{ country: 'PT', city, postalCode: 'banana' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'PT', city, postalCode: '1000001' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'PT', city, postalCode: '1000-001 x' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'PT', city }, ['/shippingAddress/postalCode required']],
    [{ country: 'PT', city, postalCode: '' }, ['/shippingAddress/postalCode required']],
    [{ country: 'PT', postalCode: '1000-001' }, ['/shippingAddress/city required']],
    [{ country: 'PT' }, ['/shippingAddress/postalCode required', '/shippingAddress/city required']],
    [{ country: 'DE', city, postalCode: '1' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'DE', city, postalCode: '١٠١١٥' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'GB', city, postalCode: '10115' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'NL', city, postalCode: '1012 SS' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'SG' }, ['/shippingAddress/postalCode required']],
    [{ country: 'SG', postalCode: '1234' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'IE', city, postalCode: '1' }, ['/shippingAddress/postalCode pattern']],
    [{ country: 'UK', city, postalCode: 'SW1A 1AA' }, ['/shippingAddress/country unknown-country']],
    [{ country: 'EL', city, postalCode: '104 31' }, ['/shippingAddress/country unknown-country']],
    [{ country: 'XX', city }, ['/shippingAddress/country unknown-country']],
    [{ country: 'XK', city }, ['/shippingAddress/country unknown-country']],
    [{ country: 'EU', city }, ['/shippingAddress/country unknown-country']],
    [{ country: 'AN', city }, ['/shippingAddress/country unknown-country']],
    [{ country: 'YU', city }, ['/shippingAddress/country unknown-country']],
    [{ country: 'US', city, postalCode: '10001' }, ['/shippingAddress/region required']],
    [{ country: 'CA', city, postalCode: 'M5V 2T6' }, ['/shippingAddress/region required']],
    ...['California', 'New York', 'XX', 'ON', 'CA-CA', 'US-', 'US-US-CA', 'PR', 'AA', 'C A'].map(
      (region): [Rest, string[]] => [
        { country: 'US', city, postalCode: '90001', region },
        ['/shippingAddress/region unknown-region'],
      ],
    ),
    ...['Ontario', 'Québec', 'NY', 'US-ON', 'PQ'].map((region): [Rest, string[]] => [
      { country: 'CA', city, postalCode: 'M5V 2T6', region },
      ['/shippingAddress/region unknown-region'],
    ]),
  ])('%j is refused', (rest, expected) => {
    expect(faultsOf(rest)).toEqual(expected);
  });

  it.each<[Rest, Partial<Rest>]>([
    [{ country: 'US', city, postalCode: '90001', region: 'CA' }, { region: 'CA' }],
    [{ country: 'US', city, postalCode: '90001', region: 'US-CA' }, { region: 'CA' }],
    [{ country: 'US', city, postalCode: '90001', region: ' us-ca ' }, { region: 'CA' }],
    [
      { country: 'CA', city, postalCode: 'm5v 2t6', region: 'CA-ON' },
      { region: 'ON', postalCode: 'M5V 2T6' },
    ],
    [{ country: 'GB', city, postalCode: ' sw1a1aa ' }, { postalCode: 'SW1A1AA' }],
    [{ country: 'DE', city, postalCode: 'DE-10115' }, { postalCode: '10115' }],
    [{ country: 'LT', city, postalCode: 'LT-01001' }, { postalCode: '01001' }],
    [{ country: 'LV', city, postalCode: 'LV-1010' }, { postalCode: 'LV-1010' }],
    [
      { country: 'AU', city, postalCode: '2000', region: 'New South Wales' },
      { region: 'New South Wales' },
    ],
  ])('%j is kept with %j', (rest, kept) => {
    expect(keptOf(rest)).toEqual({ ...rest, ...kept });
  });

  it('has no postal code where it is empty', () => {
    expect(keptOf({ country: 'HK', city, postalCode: '' })).toEqual({ country: 'HK', city });
  });

  it('says what an unknown country is called', () => {
    expect(() => checkedAddress({ ...street, city, country: 'UK' }, '/shippingAddress')).toThrow(
      expect.objectContaining({
        options: {
          errors: [expect.objectContaining({ detail: 'UK is not in ISO 3166-1; it is GB there' })],
        },
      }),
    );
  });
});
