// What differs between the stages; everything else is the same in all of them.
import { RemovalPolicy } from 'aws-cdk-lib';
import { SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { type StageContext, stageContext } from './stage-context.ts';

type StageName = 'dev' | 'prod';

interface Settings {
  readonly logLevel: 'debug' | 'info';
  /** What Lambda says of each run by itself: all, or only what is wrong. */
  readonly systemLogLevel: SystemLogLevel;
  readonly logRetention: RetentionDays;
  /** What happens to tables, keys, secrets and logs when their stack is deleted; a first deployment that fails leaves none behind. */
  readonly removalPolicy: RemovalPolicy;
  /** Tables and the load balancer refuse to be deleted. */
  readonly deletionProtection: boolean;
  /** Copies of the tables beside their own restore to any second. */
  readonly backup: boolean;
  /** US dollars a month; a notice at 80 % and when the forecast is above it. */
  readonly budget: number;
  /** Without one, tasks are in the public subnets, each with an address of its own that nobody can open. */
  readonly natGateways: number;
  /** Alarms over how fast the budgets of the objectives burn: where there are customers. */
  readonly objectives: boolean;
  /** Private endpoints of the AWS services that the containers call, in place of the way over NAT. */
  readonly interfaceEndpoints: boolean;
  readonly tasks: {
    readonly minimum: number;
    readonly maximum: number;
    /** CPU units, 1024 to the virtual CPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
    /** Of capacity that AWS may want back with two minutes of notice, for a third of the price. */
    readonly spot: boolean;
  };
  /** An OpenTelemetry collector beside each container, which sends its traces to X-Ray. */
  readonly collector: boolean;
  /** Containers call each other by Service Connect, not over the load balancer. */
  readonly serviceConnect: boolean;
  /**
   * Concurrency kept for a function by what starts it, of the 1,000 that an account has and a stage shares with all else in it.
   * What requests start takes from the rest: a flood of them leaves publishing and consuming alone.
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly concurrency: {
    readonly request: undefined;
    /** What hashes passwords: this many at once, so that a flood of logins leaves the others their share. */
    readonly login: number;
    readonly queue: number;
    readonly stream: number;
    readonly schedule: number;
  };
  /** Batches of one stream shard in flight at once; the order of one item's records is kept. */
  readonly streamParallelization: number;
  /** Requests a second over the whole API. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** Requests a second of one user or client to one task of a container. */
  readonly subjectRate: { readonly rate: number; readonly burst: number };
  /** What one partner's key may do. */
  readonly partnerPlan: {
    readonly rate: number;
    readonly burst: number;
    readonly requestsPerMonth: number;
  };
  readonly firewall: {
    /** Of one address. */
    readonly requestsIn5Minutes: number;
    /** Countries (ISO 3166 alpha-2) that are refused. */
    readonly refusedCountries: readonly string[];
    /** Addresses (CIDR) that are refused, and those that pass all other rules. */
    readonly refusedAddresses: readonly string[];
    readonly trustedAddresses: readonly string[];
  };
  /** What one document of the web BFF may ask for. */
  readonly graphql: {
    /** Any, or only those that the build has found in clients/graphql. */
    readonly documents: 'any' | 'persisted';
    /** Questions about the schema are answered. */
    readonly introspection: boolean;
    /** Fields below each other. */
    readonly depth: number;
    /** Fields under other names, and repeated ones. */
    readonly aliases: number;
    /** A field is one, a call of the API fifty. */
    readonly cost: number;
    readonly tokens: number;
  };
  /** New code takes a tenth of the calls for five minutes, or all at once. */
  readonly canary: boolean;
}

export interface StageConfig extends Settings, StageContext {
  readonly name: StageName;
}

/** The same in all stages: what passes where it is written passes where it is sold. */
const documentLimits = { depth: 10, aliases: 15, cost: 1000, tokens: 1000 };

const stages: Readonly<Record<StageName, Settings>> = {
  dev: {
    logLevel: 'info',
    systemLogLevel: SystemLogLevel.INFO,
    logRetention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    backup: false,
    budget: 200,
    natGateways: 0,
    objectives: false,
    interfaceEndpoints: false,
    tasks: { minimum: 2, maximum: 4, cpu: 256, memoryMiB: 512, spot: true },
    collector: false,
    serviceConnect: false,
    concurrency: { request: undefined, login: 5, queue: 5, stream: 40, schedule: 1 },
    streamParallelization: 2,
    throttle: { rate: 500, burst: 1000 },
    // Load tests come from one user: the throttle of the API is met first.
    subjectRate: { rate: 500, burst: 1000 },
    partnerPlan: { rate: 20, burst: 40, requestsPerMonth: 100_000 },
    firewall: {
      requestsIn5Minutes: 10_000,
      refusedCountries: [],
      refusedAddresses: [],
      trustedAddresses: [],
    },
    graphql: { documents: 'any', introspection: true, ...documentLimits },
    canary: false,
  },
  prod: {
    logLevel: 'info',
    systemLogLevel: SystemLogLevel.WARN,
    logRetention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    deletionProtection: true,
    backup: true,
    budget: 1500,
    natGateways: 2,
    objectives: true,
    interfaceEndpoints: true,
    tasks: { minimum: 3, maximum: 20, cpu: 512, memoryMiB: 1024, spot: false },
    collector: true,
    serviceConnect: true,
    concurrency: { request: undefined, login: 50, queue: 20, stream: 100, schedule: 1 },
    streamParallelization: 5,
    throttle: { rate: 2000, burst: 4000 },
    subjectRate: { rate: 50, burst: 100 },
    partnerPlan: { rate: 100, burst: 200, requestsPerMonth: 5_000_000 },
    firewall: {
      requestsIn5Minutes: 2000,
      refusedCountries: [],
      refusedAddresses: [],
      trustedAddresses: [],
    },
    graphql: { documents: 'persisted', introspection: false, ...documentLimits },
    canary: true,
  },
};

/** Containers find each other by their names, not over the load balancer. */
export const callsByName = ({ serviceConnect, kubernetes }: StageConfig): boolean =>
  serviceConnect || kubernetes !== undefined;

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
  const settings = stages[name];
  const context = stageContext(node);
  const deletionProtection = settings.deletionProtection && context.deletionProtection;
  return { name, ...settings, ...context, deletionProtection };
};
