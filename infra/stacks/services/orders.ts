// Orders: cart, placing, the saga. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import { containerService } from '../../constructs/compute/container-service.ts';
import { commandEveryMinute } from '../../constructs/messaging/scheduled-command.ts';
import { clientSecretOf } from '../../constructs/secrets/service-client.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

const service = 'orders';

export class OrdersStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Orders', service, ...stack);
    const { stage } = this;
    const table = this.serviceTable();
    const inbox = this.inbox(Duration.seconds(5));
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of orders',
    });
    const clientSecret = clientSecretOf(this, stage, service);
    const container = containerService(this, 'Container', { stage, service, priority: 10 });
    table.grantStore(container);
    inbox.queue.grantConsumeMessages(container);
    inbox.deadLetters.grantSendMessages(container);
    cursorSecret.grantRead(container);
    clientSecret.grantRead(container);
    commandEveryMinute(this, 'Deadlines', { stage, type: 'orders.check-deadlines.v1', inbox });
  }
}
