// Notifications: e-mail and SMS from what the other services say. Functions, a table and an inbox.
import { ArnFormat, Duration, Fn } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { MailFeedback } from '../../constructs/messaging/mail-feedback.ts';
import { consumeInbox } from '../../constructs/messaging/queue-trigger.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

const consumerTimeout = Duration.seconds(10);

export class NotificationsStack extends ServiceStack {
  constructor(...stack: StackArguments) {
    super('Notifications', 'notifications', ...stack);
    const { stage, service } = this;
    const mailFrom = this.lookUp('config/mail-from');
    const table = this.serviceTable({ dueIndex: false });
    const inbox = this.inbox(consumerTimeout);
    const { configurationSetName } = new MailFeedback(this, 'Feedback', { stage, service, inbox });
    const unsubscribeSecret = this.secret('UnsubscribeSecret', {
      name: 'unsubscribe-secret',
      description: 'Signs the links that stop a kind of mail',
    });
    const unsubscribing = { UNSUBSCRIBE_SECRET_ARN: unsubscribeSecret.secretArn };
    const consume = this.serviceFunction('Consume', {
      entry: 'consume',
      startedBy: 'queue',
      timeout: consumerTimeout,
      environment: {
        TABLE_NAME: table.name,
        MAIL_FROM: mailFrom,
        MAIL_CONFIGURATION_SET: configurationSetName,
        PUBLIC_URL: this.lookUp('platform/api-url'),
        SITE_URL: this.lookUp('platform/site-url'),
        QUEUE_URL: inbox.queue.queueUrl,
        ...unsubscribing,
      },
    });
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...this.httpEnvironment(),
        TABLE_NAME: table.name,
        ...unsubscribing,
      },
    });
    for (const each of [consume, handler]) {
      table.grantStore(each);
      unsubscribeSecret.grantRead(each);
    }
    // What cannot be sent now comes again later.
    inbox.queue.grantSendMessages(consume);
    consumeInbox(this, stage, inbox, consume);
    this.grantMail(consume, mailFrom, configurationSetName);
    this.grantSms(consume);
  }

  /** The sender is a verified address, or an address of a verified domain. */
  private grantMail(grantee: ServiceFunction, mailFrom: string, configurationSet: string): void {
    const identities = [mailFrom, Fn.select(1, Fn.split('@', mailFrom))];
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [
          ...identities.map((resourceName) =>
            this.formatArn({ service: 'ses', resource: 'identity', resourceName }),
          ),
          this.formatArn({
            service: 'ses',
            resource: 'configuration-set',
            resourceName: configurationSet,
          }),
        ],
      }),
    );
  }

  /**
   * A phone number has no ARN, so text messages need `*`; topics are taken out again.
   * https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
   */
  private grantSms(grantee: ServiceFunction): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }),
    );
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['sns:Publish'],
        resources: [
          this.formatArn({
            service: 'sns',
            region: '*',
            account: '*',
            resource: '*',
            arnFormat: ArnFormat.NO_RESOURCE_NAME,
          }),
        ],
      }),
    );
  }
}
