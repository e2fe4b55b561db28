// The currencies of the world, and the least of each that can be paid.

/**
 * ISO 4217, list one of 2024-06-25 and XCG of 2025-03-31, by decimal places: https://www.six-group.com/en/products-services/financial-information/data-standards.html.
 * Left out: funds (CLF, USN …), metals, units of account, XTS and XXX, in which nobody pays. ANG, BGN and CUC have ended since
 * and stay, since orders of their time are still shown and refunded.
 */
const codes: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CNY COP CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
    QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

export interface Currency {
  /** Decimal places of an amount. */
  readonly exponent: number;
  /** What is paid is a multiple of this many minor units. */
  readonly payableStep: number;
  /** And at most so many. */
  readonly mostPayable: number;
}

/** Cards take no last digit of three, and no fifths of an ariary: https://docs.stripe.com/currencies#three-decimal */
const payableStepOf = (code: string, exponent: number): number => {
  if (code === 'MGA') return 100;
  return exponent === 3 ? 10 : 1;
};

/** Twelve digits, two of which are zeros for crowns and shillings: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const mostPayableOf = (code: string): number =>
  code === 'ISK' || code === 'UGX' ? 9_999_999_999 : 999_999_999_999;

export const currencies: ReadonlyMap<string, Currency> = new Map(
  Object.entries(codes).flatMap(([places, list]) =>
    list.split(/\s+/).map((code) => {
      const exponent = Number(places);
      const payableStep = payableStepOf(code, exponent);
      return [code, { exponent, payableStep, mostPayable: mostPayableOf(code) }] as const;
    }),
  ),
);
