// Products: catalogue, prices, stock and its reservations. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import { containerService } from '../../constructs/compute/container-service.ts';
import { commandEveryMinute } from '../../constructs/messaging/scheduled-command.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

const service = 'products';

export class ProductsStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Products', service, ...stack);
    const { stage } = this;
    const table = this.serviceTable({ dueIndex: false });
    const inbox = this.inbox(Duration.seconds(5));
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of products',
    });
    const container = containerService(this, 'Container', { stage, service, priority: 20 });
    table.grantStore(container);
    inbox.queue.grantConsumeMessages(container);
    inbox.deadLetters.grantSendMessages(container);
    cursorSecret.grantRead(container);
    commandEveryMinute(this, 'Reservations', {
      stage,
      type: 'products.expire-reservations.v1',
      inbox,
    });
  }
}
