// The embedded cloud as its AWS side sees it: what every part shares, and the services behind the edge.
import type { Roles } from './access.ts';
import type { Cloud } from './cloud.ts';
import type { LogHistory } from './cloudwatch-logs/history.ts';
import type { Deliver } from './delivery.ts';
import type { Checkpoints } from './dynamodb/checkpoints.ts';
import type { Streams } from './dynamodb/streams.ts';
import type { Database } from './dynoxide.ts';
import type { Faults } from './faults.ts';
import type { EventSource } from './lambda/descriptions.ts';
import type { FunctionService } from './lambda.ts';
import type { MailEvents } from './mail-events.ts';
import type { Mailbox } from './mailbox.ts';
import type { Messaging } from './messaging.ts';
import type { ParameterStore } from './parameters.ts';
import type { QueuePolicies } from './queue-policies.ts';
import type { Rotation } from './rotation.ts';
import type { Scheduler } from './scheduler.ts';
import type { SecretStore } from './secrets.ts';
import type { Traffic } from './traffic.ts';
import type { Usage } from './usage.ts';

/** A resource that was made, for the console and `status`. */
export interface MadeResource {
  readonly type: string;
  readonly name: string;
  readonly logicalId: string;
  readonly stack: string;
}

export interface AwsCloud extends Cloud {
  readonly access: Roles;
  readonly functions: FunctionService;
  readonly parameters: ParameterStore;
  readonly logHistory: LogHistory;
  readonly secrets: SecretStore;
  readonly database: Database;
  readonly streams: Streams;
  /** The event source mappings of the assembly. */
  readonly eventSources: EventSource[];
  readonly checkpoints: Checkpoints;
  readonly messaging: Messaging;
  readonly queuePolicies: QueuePolicies;
  readonly scheduler: Scheduler;
  readonly rotation: Rotation;
  readonly mailbox: Mailbox;
  readonly mailEvents: MailEvents;
  readonly faults: Faults;
  readonly deliver: Deliver;
  readonly traffic: Traffic;
  readonly usage: Usage;
  /** What the assembly has made so far, in its order. */
  resources(): readonly MadeResource[];
}
