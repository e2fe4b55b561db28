// The embedded cloud as its AWS side sees it: what every part shares, and the services behind the edge.

import type { Cloud } from '../cloud/cloud.ts';
import type { Faults } from '../cloud/faults.ts';
import type { Traffic } from '../cloud/traffic.ts';
import type { Usage } from '../cloud/usage.ts';
import type { LogHistory } from '../cloudwatch-logs/history.ts';
import type { Checkpoints } from '../dynamodb/checkpoints.ts';
import type { Database } from '../dynamodb/dynoxide.ts';
import type { Streams } from '../dynamodb/streams.ts';
import type { Roles } from '../iam/access.ts';
import type { EventSource } from '../lambda/descriptions.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import type { Deliver } from '../messaging/delivery.ts';
import type { Messaging } from '../messaging/messaging.ts';
import type { QueuePolicies } from '../messaging/queue-policies.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Rotation } from '../secrets-manager/rotation.ts';
import type { SecretStore } from '../secrets-manager/secrets.ts';
import type { MailEvents } from '../ses/mail-events.ts';
import type { Mailbox } from '../ses/mailbox.ts';
import type { ParameterStore } from '../ssm/parameters.ts';

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
