// Orders: cart, placing, the saga. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathsOf } from '../../constructs/api/api-paths.ts';
import { FargateService } from '../../constructs/compute/fargate-service.ts';
import { commandEveryMinute } from '../../constructs/compute/schedule.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { InboxQueue } from '../../constructs/messaging/inbox-queue.ts';
import { clientSecretOf } from '../../constructs/secrets/service-client.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { clientEnvironment, httpEnvironment, rateEnvironment } from '../../environment.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'orders';

export class OrdersStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Orders', stage);
    const table = new ServiceTable(this, 'Table', { stage, service });
    const inbox = new InboxQueue(this, 'Inbox', {
      stage,
      service,
      consumerTimeout: Duration.seconds(5),
    });
    const cursorSecret = serviceSecret(this, 'CursorSecret', {
      stage,
      service,
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
        ...httpEnvironment(this, stage),
        ...rateEnvironment(stage),
        ...clientEnvironment(this, stage, clientSecret),
        TABLE_NAME: table.name,
        QUEUE_URL: inbox.queue.queueUrl,
        DEAD_LETTERS_URL: inbox.deadLetters.queueUrl,
        CURSOR_SECRET_ARN: cursorSecret.secretArn,
        PRODUCTS_URL: stage.serviceConnect
          ? 'http://products:8080/v1'
          : `http://${lookUp(this, stage, 'platform/load-balancer-dns')}/v1`,
      },
    });
    table.grantStore(container);
    inbox.queue.grantConsumeMessages(container);
    inbox.deadLetters.grantSendMessages(container);
    cursorSecret.grantRead(container);
    clientSecret.grantRead(container);
    commandEveryMinute(this, 'Deadlines', stage, 'orders.check-deadlines.v1', inbox);
  }
}
