// Regions that decide over the tax: ISO 3166-2 without its country, https://www.iso.org/obp/ui/#iso:code:3166:US and CA.

const states = `AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE
  NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY`;
const provinces = 'AB BC MB NB NL NS NT NU ON PE QC SK YT';

/** By country; elsewhere a region is a text. */
export const regions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['US', new Set(states.split(/\s+/))],
  ['CA', new Set(provinces.split(' '))],
]);
