// Orders: cart, placing, the saga. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import { pathsOf } from '../../constructs/api/api-paths.ts';
import { FargateService } from '../../constructs/compute/fargate-service.ts';
import { commandEveryMinute } from '../../constructs/compute/schedule.ts';
import { clientSecretOf } from '../../constructs/secrets/service-client.ts';
import { clientEnvironment, rateEnvironment } from '../../environment.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class OrdersStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Orders', 'orders', ...stack);
    const { stage, service } = this;
    const table = this.serviceTable();
    const inbox = this.inbox(Duration.seconds(5));
    const cursorSecret = this.secret('CursorSecret', {
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of orders',
    });
    const clientSecret = clientSecretOf(this, stage, service);
    const container = new FargateService(this, 'Container', {
      stage,
      service,
      paths: pathsOf(service),
      priority: 10,
      environment: {
        ...this.httpEnvironment(),
        ...rateEnvironment(stage),
        ...clientEnvironment(this, stage, clientSecret),
        TABLE_NAME: table.name,
        QUEUE_URL: inbox.queue.queueUrl,
        DEAD_LETTERS_URL: inbox.deadLetters.queueUrl,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
        PRODUCTS_URL: stage.serviceConnect
          ? 'http://products:8080/v1'
          : `http://${this.lookUp('platform/load-balancer-dns')}/v1`,
      },
    });
    table.grantStore(container);
    inbox.queue.grantConsumeMessages(container);
    inbox.deadLetters.grantSendMessages(container);
    cursorSecret.grantRead(container);
    clientSecret.grantRead(container);
    commandEveryMinute(this, 'Deadlines', { stage, type: 'orders.check-deadlines.v1', inbox });
  }
}
