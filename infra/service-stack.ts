// What the stacks of services have in common: their function, table, inbox and secrets are named after the service and its stage.
import type { Service } from '../events/routes.ts';
import {
  ServiceFunction,
  type ServiceFunctionProps,
} from './constructs/compute/service-function.ts';
import { ServiceTable, type ServiceTableProps } from './constructs/data/service-table.ts';
import { DeadLetterQueue } from './constructs/messaging/dead-letter-queue.ts';
import { InboxQueue, type InboxQueueProps } from './constructs/messaging/inbox-queue.ts';
import { type ServiceSecretProps, serviceSecret } from './constructs/secrets/service-secret.ts';
import { httpEnvironment, lookFrom } from './environment.ts';
import { type StackArguments, TandemStack } from './tandem-stack.ts';

type Own<Props> = Omit<Props, 'stage' | 'service'>;

export class ServiceStack<Name extends string = Service> extends TandemStack {
  protected readonly service: Name;

  constructor(part: string, service: Name, ...[scope, stage]: StackArguments) {
    super(scope, part, stage);
    this.service = service;
  }

  protected serviceFunction(id: string, props: Own<ServiceFunctionProps>): ServiceFunction {
    const { stage, service } = this;
    return new ServiceFunction(this, id, { stage, service, ...props });
  }

  protected serviceTable(props: Own<ServiceTableProps> = {}): ServiceTable {
    const { stage, service } = this;
    return new ServiceTable(this, 'Table', { stage, service, ...props });
  }

  /** `consumerTimeout` is the longest time the consumer works on what it has received. */
  protected inbox(
    this: ServiceStack,
    consumerTimeout: InboxQueueProps['consumerTimeout'],
  ): InboxQueue {
    const { stage, service } = this;
    return new InboxQueue(this, 'Inbox', { stage, service, consumerTimeout });
  }

  /** For a service without an inbox; each inbox has its own. */
  protected deadLetterQueue() {
    const { stage, service } = this;
    return new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
  }

  protected secret(id: string, props: Own<ServiceSecretProps>) {
    const { stage, service } = this;
    return serviceSecret(this, id, { stage, service, ...props });
  }

  /** For a process that answers HTTP requests. */
  protected httpEnvironment() {
    return httpEnvironment(lookFrom(this, this.stage), this.stage);
  }
}
