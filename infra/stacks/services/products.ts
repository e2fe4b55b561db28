// Products: catalogue, prices, stock and its reservations. A container, its table and its inbox.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathsOf } from '../../constructs/api/api-paths.ts';
import { FargateService } from '../../constructs/compute/fargate-service.ts';
import { commandEveryMinute } from '../../constructs/compute/schedule.ts';
import { ServiceTable } from '../../constructs/data/service-table.ts';
import { InboxQueue } from '../../constructs/messaging/inbox-queue.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { httpEnvironment, rateEnvironment } from '../../environment.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'products';

export class ProductsStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Products', stage);
    const table = new ServiceTable(this, 'Table', { stage, service, dueIndex: false });
    const inbox = new InboxQueue(this, 'Inbox', {
      stage,
      service,
      consumerTimeout: Duration.seconds(5),
    });
    const cursorSecret = serviceSecret(this, 'CursorSecret', {
      stage,
      service,
      name: 'cursor-secret',
      description: 'Authenticates the paging cursors of products',
    });
    const container = new FargateService(this, 'Container', {
      stage,
      service,
      paths: pathsOf(service),
      priority: 20,
      environment: {
        ...httpEnvironment(this, stage),
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
    commandEveryMinute(this, 'Reservations', stage, 'products.expire-reservations.v1', inbox);
  }
}
