// What differs between the stages; everything else is the same in all of them.
import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';

type StageName = 'dev' | 'prod';

export interface StageConfig {
  readonly name: StageName;
  readonly logLevel: 'debug' | 'info';
  readonly logRetention: RetentionDays;
  /** What happens to tables, keys and secrets when their stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly natGateways: number;
  /** Private endpoints of the AWS services that the containers call, in place of the way over NAT. */
  readonly interfaceEndpoints: boolean;
  readonly tasks: {
    readonly minimum: number;
    readonly maximum: number;
    /** CPU units, 1024 to the virtual CPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
  };
  /**
   * Reserved concurrency by what starts a function.
   * `-c reservedConcurrency=off` leaves it out: a new account may run ten at once and can reserve none.
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly concurrency: {
    readonly request: number;
    readonly queue: number;
    readonly stream: number;
    readonly schedule: number;
  };
  readonly reservesConcurrency: boolean;
  /** Batches of one stream shard in flight at once; the order of one item's records is kept. */
  readonly streamParallelization: number;
  /** Requests a second over the whole API. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** New code of a function takes a tenth of the calls for five minutes, or all at once. */
  readonly canary: boolean;
  readonly corsOrigins: readonly string[];
  /** Who moves the money: `-c paymentProvider=stripe`, or the sandbox. */
  readonly paymentProvider: 'sandbox' | 'stripe';
  /** Webhook endpoints may be on the machine itself, without TLS: for development, by `-c webhookLoopback=on`. */
  readonly allowsLoopbackWebhooks: boolean;
  /** Directory of the built bundles. */
  readonly dist: string;
  /**
   * Base image of the containers, with its digest: `-c nodeImage=node:24-slim@sha256:…`
   * @default the one the Dockerfile names
   */
  readonly nodeImage?: string;
}

type Settings = Omit<
  StageConfig,
  | 'name'
  | 'reservesConcurrency'
  | 'allowsLoopbackWebhooks'
  | 'paymentProvider'
  | 'dist'
  | 'nodeImage'
>;

const stages: Readonly<Record<StageName, Settings>> = {
  dev: {
    logLevel: 'info',
    logRetention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    natGateways: 1,
    interfaceEndpoints: false,
    tasks: { minimum: 2, maximum: 4, cpu: 256, memoryMiB: 512 },
    concurrency: { request: 10, queue: 5, stream: 10, schedule: 1 },
    streamParallelization: 2,
    throttle: { rate: 500, burst: 1000 },
    canary: false,
    corsOrigins: [],
  },
  prod: {
    logLevel: 'info',
    logRetention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    natGateways: 2,
    interfaceEndpoints: true,
    tasks: { minimum: 3, maximum: 20, cpu: 1024, memoryMiB: 2048 },
    concurrency: { request: 100, queue: 20, stream: 50, schedule: 1 },
    streamParallelization: 5,
    throttle: { rate: 2000, burst: 4000 },
    canary: true,
    corsOrigins: [],
  },
};

const isStageName = (value: string): value is StageName => Object.hasOwn(stages, value);

const names = Object.keys(stages).join(', ');

/** The stage that the context asks for; stops with what is missing or wrong. */
export const stageFrom = (node: Node): StageConfig => {
  const name: unknown = node.tryGetContext('stage');
  if (name === undefined || name === '') {
    throw new Error(`context "stage" is missing: pass -c stage=<one of ${names}>`);
  }
  if (typeof name !== 'string' || !isStageName(name)) {
    throw new Error(`context "stage" is ${JSON.stringify(name)}: it must be one of ${names}`);
  }
  return {
    name,
    ...stages[name],
    reservesConcurrency: node.tryGetContext('reservedConcurrency') !== 'off',
    paymentProvider: node.tryGetContext('paymentProvider') === 'stripe' ? 'stripe' : 'sandbox',
    allowsLoopbackWebhooks: node.tryGetContext('webhookLoopback') === 'on',
    dist: node.tryGetContext('dist') ?? 'dist',
    nodeImage: node.tryGetContext('nodeImage'),
  };
};
