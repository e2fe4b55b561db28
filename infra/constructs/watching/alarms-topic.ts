// The topic that every alarm and the budget tell: with a key of its own, because AWS's key for topics lets neither of them in.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

const senders = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'].map(
  (service) => new ServicePrincipal(service),
);

const fromThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

export class AlarmsTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      alias: nameOf(stage, 'alarms'),
      description: `Notices of alarms of Tandem (${stage.name})`,
      enableKeyRotation: true,
      removalPolicy: stage.removalPolicy,
    });
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Senders',
        principals: senders,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: fromThisAccount,
      }),
    );
    const topic = new Topic(this, 'Topic', {
      topicName: nameOf(stage, 'alarms'),
      displayName: `Tandem ${stage.name}`,
      masterKey: key,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Senders',
        principals: senders,
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: fromThisAccount,
      }),
    );
    if (stage.alarmsEmail !== undefined) {
      new CfnSubscription(this, 'Email', {
        topicArn: topic.topicArn,
        protocol: 'email',
        endpoint: stage.alarmsEmail,
      });
    }
    publish(this, stage, { 'platform/alarms-topic-arn': topic.topicArn });
    this.arn = topic.topicArn;
  }
}
