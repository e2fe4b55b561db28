// Names of the public API that belong to the operator.
import type { Node } from 'constructs';
import { matching, refuse, refuseAlone, required, text } from './values.ts';

/** A name of the public API, with its certificate in Certificate Manager. */
export interface OwnDomain {
  readonly name: string;
  readonly certificateArn: string;
}

/** A second name for partners, who show a certificate of their own. */
export interface PartnerDomain extends OwnDomain {
  /** Certificates of the authorities that may have issued it: `s3://bucket/trust-store.pem`. */
  readonly trustStore: string;
}

const hostName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;
const certificate = /^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/;

const certificateFor = (node: Node, name: string, domain: string): string =>
  required(node, name, { form: certificate, wanted: 'the ARN of a certificate', by: domain });

export const domainOf = (node: Node): OwnDomain | undefined => {
  const name = matching(node, 'domain', hostName, 'a host name');
  if (name !== undefined) {
    return { name, certificateArn: certificateFor(node, 'certificateArn', 'domain') };
  }
  refuseAlone(node, 'certificateArn', 'domain');
  return undefined;
};

export const partnerDomainOf = (node: Node): PartnerDomain | undefined => {
  const name = matching(node, 'partnerDomain', hostName, 'a host name');
  if (name === undefined) {
    for (const each of ['partnerCertificateArn', 'trustStore']) {
      refuseAlone(node, each, 'partnerDomain');
    }
    return undefined;
  }
  // The address of API Gateway would stay open beside it.
  if (text(node, 'domain') === undefined) refuse('partnerDomain', 'means nothing without "domain"');
  if (name === text(node, 'domain')) refuse('partnerDomain', 'must be another than "domain"');
  const certificateArn = certificateFor(node, 'partnerCertificateArn', 'partnerDomain');
  const form = /^s3:\/\/[a-z0-9.-]+\/\S+$/;
  const wanted = 's3://bucket/key';
  const trustStore = required(node, 'trustStore', { form, wanted, by: 'partnerDomain' });
  return { name, certificateArn, trustStore };
};
