// The contract of the embedded cloud: what every AWS service of it stands on, and what they ask of each other.
import type { Account } from './arn.ts';

export interface Endpoints {
  /** Port of the public API (the gateway). */
  readonly api: number;
  /** Port of the AWS endpoint (the edge). */
  readonly aws: number;
}

/** A resource of the synthesised template, with every intrinsic resolved. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** `aws:cdk:path` of the resource, or `<stack>/<logicalId>`. */
  readonly path: string;
  readonly properties: Record<string, unknown>;
  /** Directory of the code asset (Lambda) this resource names, where it has one. */
  readonly assetPath?: string;
}

/** A resource that was made, for the console and `status`. */
export interface MadeResource {
  readonly type: string;
  readonly name: string;
  readonly logicalId: string;
  readonly stack: string;
}

/** What a stack tells of itself; other stacks import it by the name of its export. */
export interface StackOutput {
  readonly stack: string;
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string;
}

/** What `Ref` and `Fn::GetAtt` answer for a created resource. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Record<string, unknown>;
}

/** Makes one type of CloudFormation resource; a property not listed in `properties` stops the start. */
export interface ResourceHandler {
  readonly type: string;
  readonly properties: readonly string[];
  create(resource: Resource): Promise<Created> | Created;
}

export interface InvokeResult {
  /** JSON text of the answer or of the error object. */
  readonly payload: string;
  readonly functionError?: 'Unhandled' | 'Handled';
  /** The environment was killed from outside, as when its host is lost: no error of the function. */
  readonly isLost?: true;
  readonly report: { requestId: string; durationMs: number; initMs?: number; maxMemoryMb: number };
}

export interface ManagedProcess {
  readonly name: string;
  readonly kind: 'function' | 'container' | 'emulator' | 'provider';
  readonly pid: number;
  readonly port?: number;
  /** ISO time; set when it is tracked. */
  readonly startedAt?: string;
}

export interface Functions {
  /** `name` is a function name, an ARN, or an ARN or name with `:alias`; `trace` an `X-Amzn-Trace-Id` it is part of. */
  invoke(
    name: string,
    payload: string,
    trace?: string,
    clientContext?: string,
  ): Promise<InvokeResult>;
  /** Does the function's resource policy let this principal call it from this source ARN? */
  permits(name: string, principal: string, sourceArn: string): boolean;
  /** New code for a function: running environments end after their work, the next start is fresh. */
  reload(name: string): void;
  /** Resolved environment, code and limits of a function, for `tandem invoke`. */
  list(): { name: string; arn: string; service: string; codePath: string }[];
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A role, and who has taken it on. */
export interface TakenRole {
  readonly roleArn: string;
  readonly owner: string;
}

export interface Access {
  /** Credentials bound to a role: calls made with them are checked against the role's policies. */
  credentialsFor(roleArn: string, owner: string): Credentials;
  /** Throws nothing: answers the reason of a denial, or undefined when the call is allowed. */
  check(
    accessKeyId: string,
    action: string,
    resource: string,
    leadingKeys?: readonly string[],
  ): string | undefined;
  /** The reason why this role may not do it, or undefined. */
  checkRole(
    by: TakenRole,
    action: string,
    resource: string,
    leadingKeys?: readonly string[],
  ): string | undefined;
  /** Do its policies name partitions, so that a check wants the leading keys of a call? */
  namesPartitions(accessKeyId: string): boolean;
  /** Is this access key bound to a role? Any other key is the account's administrator. */
  isRole(accessKeyId: string): boolean;
  /** ARN of the caller, as STS tells it. */
  identity(accessKeyId: string): string;
  /** May this service take the role on? */
  trusts(roleArn: string, service: string, sourceArn?: string): boolean;
}

/** Sends a body to a queue, topic or function in the name of a role; answers the reason where it may not, or undefined. */
export type Deliver = (
  roleArn: string,
  owner: string,
  targetArn: string,
  body: string,
) => string | undefined;

export interface Parameters {
  /** The latest version where none is named. */
  get(name: string, version?: number): string | undefined;
  put(name: string, value: string): void;
}

export interface Secrets {
  /** Current value by ARN or name. */
  value(id: string): string | undefined;
}

export interface Images {
  /** Directory of the container image asset that an `Image` of a task definition names. */
  directory(image: string): string | undefined;
}

export interface Log {
  /** One line of a process, of its own log group or that of the source; shown with the service's coloured prefix and kept in `.local/logs`. */
  line(source: string, text: string, group?: string): void;
}

export interface Lifetime {
  /** Registers something to stop, in reverse order, each within its own limit. */
  onStop(name: string, stop: () => Promise<void>): void;
  /** Registers a probe for readiness. */
  onReady(name: string, ready: () => Promise<void>): void;
}

export interface Processes {
  processes(): ManagedProcess[];
  track(process: ManagedProcess): void;
  untrack(pid: number): void;
}

/** What all services stand on; it knows none of them. */
export interface Ground extends Account, Lifetime, Processes {
  readonly endpoints: Endpoints;
  /** Directory that keeps data between starts; undefined when ephemeral. */
  readonly dataDir: string | undefined;
  readonly log: Log;
  /** Environment every child process gets (region, endpoint URL); credentials are added per role. */
  readonly childEnvironment: Record<string, string>;
}
