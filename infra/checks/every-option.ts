// All that an operator may ask for on the command line, for those who look at what comes of it; a cluster in place of Fargate is another one.

export const certificate = (name: string) =>
  `arn:aws:acm:eu-west-1:000000000000:certificate/${name}`;

export const everything = {
  account: '000000000000',
  region: 'eu-west-1',
  regions: 'eu-west-1,eu-central-1',
  partners: 'acme,globex',
  domain: 'api.example.com',
  certificateArn: certificate('public'),
  partnerDomain: 'partners.example.com',
  partnerCertificateArn: certificate('partners'),
  trustStore: 's3://trust/authorities.pem',
  copyVault: 'arn:aws:backup:eu-north-1:000000000000:backup-vault:copies',
  corsOrigins: 'https://shop.example.com',
  syntheticCustomer: 'customer@example.com',
  alarmsEmail: 'operator@example.com',
  legacy: 'https://old.example.com/shop',
  example: 'sales-by-day',
  legacyRoutes: 'products.read,orders.list',
};

/** The containers in a cluster: docs/kubernetes.md. */
const cluster = { containers: 'kubernetes', cluster: 'shop' };

/** What is synthesised for those who look: each stage as it is, and prod with all that there is, both ways. */
export const variants: readonly {
  readonly title: string;
  readonly stage: 'dev' | 'prod';
  readonly context: Readonly<Record<string, string>>;
}[] = [
  { title: 'dev', stage: 'dev', context: {} },
  { title: 'prod', stage: 'prod', context: {} },
  { title: 'prod with every option', stage: 'prod', context: everything },
  {
    title: 'prod with every option, in a cluster',
    stage: 'prod',
    context: { ...everything, ...cluster },
  },
];
