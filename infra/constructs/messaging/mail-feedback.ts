// What SES tells of mails that were sent, bounced or complained about: into the inbox of who sends them.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { InboxQueue } from './inbox-queue.ts';
import { subscribe } from './subscription.ts';

export interface MailFeedbackProps {
  readonly stage: StageConfig;
  readonly service: string;
  readonly inbox: InboxQueue;
}

export class MailFeedback extends Construct {
  /** Mails sent with it come back when they bounce. */
  readonly configurationSetName: string;

  constructor(scope: Construct, id: string, { stage, service, inbox }: MailFeedbackProps) {
    super(scope, id);
    const ses = new ServicePrincipal('ses.amazonaws.com');
    const key = new Key(this, 'Key', {
      alias: nameOf(stage, service, 'feedback'),
      description: `Bounces and complaints of Tandem (${stage.name})`,
      enableKeyRotation: true,
      removalPolicy: stage.removalPolicy,
    });
    // AWS's own key for topics does not let SES in: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Ses',
        principals: [ses],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const topic = new Topic(this, 'Topic', {
      topicName: nameOf(stage, service, 'feedback'),
      masterKey: key,
      enforceSSL: true,
    });
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: nameOf(stage, service, 'mails'),
    });
    configurationSet.addEventDestination('Told', {
      destination: EventDestination.snsTopic(topic),
      events: [EmailSendingEvent.SEND, EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
    subscribe(this, 'ToInbox', { topic, queue: inbox.queue, deadLetters: inbox.deadLetters });
    this.configurationSetName = configurationSet.configurationSetName;
  }
}
