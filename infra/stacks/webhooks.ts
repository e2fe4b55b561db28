// Webhooks: what payment providers send us, and what we send to merchants. Functions, a table and an inbox.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InboxQueue } from '../constructs/inbox-queue.ts';
import { consumeInbox } from '../constructs/queue-trigger.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { serviceSecret } from '../constructs/service-secret.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import { httpEnvironment } from '../environment.ts';
import type { StageConfig } from '../stages.ts';
import { TandemStack } from '../tandem-stack.ts';

const service = 'webhooks';

const consumerTimeout = Duration.seconds(10);

export class WebhooksStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Webhooks', stage);
    const table = new ServiceTable(this, 'Table', { stage, service });
    const inbox = new InboxQueue(this, 'Inbox', { stage, service, consumerTimeout });
    const webhookSecret = serviceSecret(this, 'ProviderWebhookSecret', {
      stage,
      service,
      name: 'provider-webhook-secret',
      description: 'Signs what the payment provider sends; shared with the provider',
    });
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...httpEnvironment(this, stage),
        TABLE_NAME: table.name,
        PROVIDER_WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
      },
    });
    webhookSecret.grantRead(handler);
    const consume = new ServiceFunction(this, 'Consume', {
      stage,
      service,
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: { TABLE_NAME: table.name },
    });
    for (const each of [handler, consume]) table.grantStore(each);
    consumeInbox(this, stage, inbox, consume);
  }
}
