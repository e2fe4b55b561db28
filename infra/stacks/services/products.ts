// Products: catalogue, prices, stock and its reservations. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import { pathsOf } from '../../constructs/api/api-paths.ts';
import { FargateService } from '../../constructs/compute/fargate-service.ts';
import { commandEveryMinute } from '../../constructs/compute/schedule.ts';
import { rateEnvironment } from '../../environment.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class ProductsStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Products', 'products', ...stack);
    const { stage, service } = this;
    const table = this.serviceTable({ dueIndex: false });
    const inbox = this.inbox(Duration.seconds(5));
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of products',
    });
    const container = new FargateService(this, 'Container', {
      stage,
      service,
      paths: pathsOf(service),
      priority: 20,
      environment: {
        ...this.httpEnvironment(),
        ...rateEnvironment(stage),
        TABLE_NAME: table.name,
        QUEUE_URL: inbox.queue.queueUrl,
        DEAD_LETTERS_URL: inbox.deadLetters.queueUrl,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
      },
    });
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
