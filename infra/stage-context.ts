// What the operator adds to a stage on the command line, e.g. `-c domain=api.example.com`; stops with what is missing or wrong.
import type { Node } from 'constructs';
import {
  domainOf,
  type OwnDomain,
  type PartnerDomain,
  partnerDomainOf,
} from './context/domains.ts';
import { type LegacyShop, legacyOf } from './context/legacy-shop.ts';
import {
  type Environment,
  environmentOf,
  type Regions,
  regionsOf,
  tablesAreApart,
} from './context/regions.ts';
import { list, matching, oneOf, refuse, refuseAlone, required, text } from './context/values.ts';

/** The cluster in which containers run in place of Fargate. */
export interface KubernetesCluster {
  /** Of EKS. */
  readonly cluster: string;
}

export interface StageContext {
  /** The account and region of the stage: the CDK refuses credentials of others. */
  readonly environment?: Environment;
  /** `-c regions=eu-west-1,eu-central-1`: both keep the data of the stage, and one of them works. */
  readonly regions?: Regions;
  /** `-c tables=apart`: no stack has them, on the way from tables to global ones. */
  readonly tablesAreApart: boolean;
  /** Takes the notices of the alarms; the others are added to the topic by hand. */
  readonly alarmsEmail?: string;
  /** Where `docs/runbooks/` is to be read, without a slash at the end. */
  readonly runbooks: string;
  /** @default the address that API Gateway gives */
  readonly domain?: OwnDomain;
  readonly partnerDomain?: PartnerDomain;
  /** ARN of a vault of AWS Backup, in another account or region, which takes a second copy of each table. */
  readonly copyVault?: string;
  /** Each has an API key; routes that a client's scope opens then want one. */
  readonly partners: readonly string[];
  /** Origins of browsers that may call the API. */
  readonly corsOrigins: readonly string[];
  /** `-c reservedConcurrency=off` for a new account, which may run ten functions at once and can reserve none. */
  readonly reservesConcurrency: boolean;
  /** Who moves the money: `-c paymentProvider=stripe`, or the sandbox. */
  readonly paymentProvider: 'sandbox' | 'stripe';
  /** Webhook endpoints may be on the machine itself, without TLS: for development, by `-c webhookLoopback=on`. */
  readonly allowsLoopbackWebhooks: boolean;
  /** `-c legacy=https://old.example.com -c legacyRoutes=products.read,orders.list` */
  readonly legacy?: LegacyShop;
  /** A consumer to look at and to begin from: docs/decisions/0236. */
  readonly example: 'none' | 'sales-by-day';
  /** `-c canary=off`: all calls meet the new code at once, and no alarm stops it: for the way back to code that is known. */
  readonly allAtOnce: boolean;
  /** Address of the account that the synthetic customer buys with; without one it rests. */
  readonly syntheticCustomer?: string;
  /** `-c deletionProtection=off` while a stage is deployed for the first time, and before it is deleted. */
  readonly deletionProtection: boolean;
  /** Processor of functions and containers; images are built for it. */
  readonly architecture: 'arm64' | 'x86_64';
  /**
   * `-c containers=kubernetes -c cluster=shop`
   * @default containers run on Fargate
   */
  readonly kubernetes?: KubernetesCluster;
  /** Directory of the built bundles. */
  readonly dist: string;
  /**
   * Base image of the containers, with its digest: `-c nodeImage=node:24.21.0-bookworm-slim@sha256:…`
   * @default the one the Dockerfile names
   */
  readonly nodeImage?: string;
  /** The collector beside the containers, with its digest: `-c collectorImage=…@sha256:…` */
  readonly collectorImage: string;
}

/** https://gallery.ecr.aws/aws-observability/aws-otel-collector */
const collectorImage = 'public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0';

/** https://docs.docker.com/reference/cli/docker/image/tag/#description */
const imageName = /^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/;

const imageOf = (node: Node, name: string): string | undefined =>
  matching(node, name, imageName, 'the name of an image');

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
const clusterName = /^[0-9A-Za-z][\w-]{0,99}$/;

const kubernetesOf = (node: Node): KubernetesCluster | undefined => {
  if (oneOf(node, 'containers', ['fargate', 'kubernetes']) === 'fargate') {
    refuseAlone(node, 'cluster', 'containers=kubernetes');
    return undefined;
  }
  const wanted = 'the name of a cluster';
  return { cluster: required(node, 'cluster', { form: clusterName, wanted, by: 'containers' }) };
};

/** All that can be asked for; `stage` is read with what the stages differ in. */
const options = [
  'account',
  'alarmsEmail',
  'architecture',
  'canary',
  'certificateArn',
  'cluster',
  'collectorImage',
  'containers',
  'copyVault',
  'corsOrigins',
  'deletionProtection',
  'dist',
  'domain',
  'example',
  'legacy',
  'legacyRoutes',
  'legacyTokens',
  'nodeImage',
  'partnerCertificateArn',
  'partnerDomain',
  'partners',
  'paymentProvider',
  'region',
  'regions',
  'reservedConcurrency',
  'runbooks',
  'stage',
  'syntheticCustomer',
  'tables',
  'trustStore',
  'webhookLoopback',
];

/** The CDK has names of its own, with a colon or an `@` in them. */
const refuseUnknown = (node: Node): void => {
  const given = Object.keys(node.getAllContext()).filter((name) => /^\w+$/.test(name));
  const unknown = given.find((name) => !options.includes(name));
  if (unknown !== undefined) refuse(unknown, `is not known: there are ${options.join(', ')}`);
};

const read = (node: Node): StageContext => ({
  environment: environmentOf(node),
  regions: regionsOf(node),
  tablesAreApart: tablesAreApart(node),
  alarmsEmail: matching(node, 'alarmsEmail', /^[^@\s]+@[^@\s]+$/, 'an e-mail address'),
  runbooks:
    matching(node, 'runbooks', /^(https:\/\/)?[\w.~/%-]*[^/\s]$/, 'a place without / at its end') ??
    'docs/runbooks',
  domain: domainOf(node),
  partnerDomain: partnerDomainOf(node),
  copyVault: matching(
    node,
    'copyVault',
    /^arn:aws[\w-]*:backup:[\w-]+:\d{12}:backup-vault:[\w-]+$/,
    'the ARN of a vault',
  ),
  partners: list(node, 'partners', /^[a-z][a-z0-9-]{1,30}$/, 'a name in lower case'),
  // Nothing that could end a text in a mapping template.
  corsOrigins: list(node, 'corsOrigins', /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'an origin'),
  reservesConcurrency: oneOf(node, 'reservedConcurrency', ['on', 'off']) === 'on',
  paymentProvider: oneOf(node, 'paymentProvider', ['sandbox', 'stripe']),
  allowsLoopbackWebhooks: oneOf(node, 'webhookLoopback', ['off', 'on']) === 'on',
  syntheticCustomer: matching(node, 'syntheticCustomer', /^[^@\s]+@[^@\s]+$/, 'an e-mail address'),
  legacy: legacyOf(node),
  example: oneOf(node, 'example', ['none', 'sales-by-day']),
  allAtOnce: oneOf(node, 'canary', ['on', 'off']) === 'off',
  deletionProtection: oneOf(node, 'deletionProtection', ['on', 'off']) === 'on',
  kubernetes: kubernetesOf(node),
  architecture: oneOf(node, 'architecture', ['arm64', 'x86_64']),
  dist: text(node, 'dist') ?? 'dist',
  nodeImage: imageOf(node, 'nodeImage'),
  collectorImage: imageOf(node, 'collectorImage') ?? collectorImage,
});

export const stageContext = (node: Node): StageContext => {
  refuseUnknown(node);
  return read(node);
};
