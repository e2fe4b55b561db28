// Two regions of one stage, as the operator names them: `-c regions=eu-west-1,eu-central-1`.
import type { Node } from 'constructs';
import { list, matching, oneOf, refuse, required, text } from './values.ts';

/** Where a deployment goes. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

export interface Regions {
  /** Where the tables and secrets are made. */
  readonly home: string;
  /** Where the copies of them are. */
  readonly second: string;
}

const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/;

export const environmentOf = (node: Node): Environment | undefined => {
  const account = matching(node, 'account', /^\d{12}$/, 'twelve digits');
  if (account === undefined) {
    if (text(node, 'regions') !== undefined) refuse('regions', 'means nothing without "account"');
    if (text(node, 'region') !== undefined) refuse('region', 'means nothing without "account"');
    return undefined;
  }
  const region = { form: regionName, wanted: 'a region', by: 'account' };
  return { account, region: required(node, 'region', region) };
};

const refuseOthers = (node: Node, region: string | undefined, [home, second]: string[]): void => {
  if (region !== home && region !== second) {
    refuse('region', `is "${region}": it must be one of "regions", ${home} or ${second}`);
  }
  // Tokens, links and the DNS record name the stage, not a region of it.
  if (text(node, 'domain') === undefined) refuse('regions', 'means nothing without "domain"');
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-specify-certificate-for-custom-domain-name.html
  for (const name of ['certificateArn', 'partnerCertificateArn']) {
    const certificate = text(node, name);
    if (certificate !== undefined && certificate.split(':')[3] !== region) {
      refuse(name, `is "${certificate}": the API in ${region} wants a certificate of that region`);
    }
  }
};

/** The home first; `region` says which of them a deployment goes to. */
export const regionsOf = (node: Node): Regions | undefined => {
  const regions = list(node, 'regions', regionName, 'a region');
  const [home, second] = regions;
  if (home === undefined) return undefined;
  if (second === undefined || regions.length > 2) {
    return refuse('regions', 'must be two: the home of the tables, and the region of their copies');
  }
  refuseOthers(node, environmentOf(node)?.region, [home, second]);
  return { home, second };
};

/** Only on the way from tables to global ones. */
export const tablesAreApart = (node: Node): boolean => {
  const isApart = oneOf(node, 'tables', ['here', 'apart']) === 'apart';
  if (isApart && text(node, 'regions') === undefined) {
    refuse('tables', 'means nothing without "regions"');
  }
  return isApart;
};
