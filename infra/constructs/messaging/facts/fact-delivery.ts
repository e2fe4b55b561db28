// The delivery stream of the facts: how they are gathered, cut into files and named, and what is noticed when they are late.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, Role } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import { raiseAlarm } from '../../watching/alarm.ts';

export interface FactDeliveryProps {
  readonly stage: StageConfig;
  readonly role: Role;
  readonly bucketArn: string;
  /** Of the function that each batch goes through. */
  readonly functionArn: string;
  /** Wanted before the stream is there. */
  readonly grants: readonly Grant[];
}

/** Names of partitions in the way that Athena knows: https://docs.aws.amazon.com/athena/latest/ug/partitions.html */
export const prefix = 'facts/';
const partitions = 'type=!{partitionKeyFromLambda:type}/day=!{partitionKeyFromLambda:day}/';

/** A fact can be read after so long; a file with partitions has 64 MB at least. */
const buffered = { intervalInSeconds: 300, sizeInMBs: 64 };

const filed = {
  prefix: `${prefix}${partitions}`,
  errorOutputPrefix: 'failed/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/',
  bufferingHints: buffered,
  compressionFormat: 'UNCOMPRESSED',
  fileExtension: '.ndjson',
  dynamicPartitioningConfiguration: {
    enabled: true,
    retryOptions: { durationInSeconds: 300 },
  },
};

const through = (functionArn: string): CfnDeliveryStream.ProcessingConfigurationProperty => ({
  enabled: true,
  processors: [
    {
      type: 'Lambda',
      parameters: [
        { parameterName: 'LambdaArn', parameterValue: functionArn },
        { parameterName: 'BufferSizeInMBs', parameterValue: '1' },
        { parameterName: 'BufferIntervalInSeconds', parameterValue: '60' },
      ],
    },
  ],
});

const logOf = (scope: Construct, stage: StageConfig) => {
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: `/aws/kinesisfirehose/${nameOf(stage, 'facts')}`,
    retention: stage.logRetention,
    removalPolicy: stage.removalPolicy,
  });
  const { logStreamName } = new LogStream(scope, 'LogStream', {
    logGroup,
    logStreamName: 'delivery',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return { logGroup, logStreamName };
};

/** Answers the ARN of the stream. */
export const factDelivery = (scope: Construct, props: FactDeliveryProps): string => {
  const { stage, role, bucketArn, functionArn, grants } = props;
  const { logGroup, logStreamName } = logOf(scope, stage);
  const deliveryStreamName = nameOf(stage, 'facts');
  const stream = new CfnDeliveryStream(scope, 'Stream', {
    deliveryStreamName,
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
    extendedS3DestinationConfiguration: {
      bucketArn,
      roleArn: role.roleArn,
      ...filed,
      processingConfiguration: through(functionArn),
      cloudWatchLoggingOptions: {
        enabled: true,
        logGroupName: logGroup.logGroupName,
        logStreamName,
      },
    },
  });
  for (const grant of [...grants, logGroup.grantWrite(role)]) grant.applyBefore(stream);
  alarmWhenFactsAreLate(scope, stage, deliveryStreamName);
  return stream.attrArn;
};

const alarmWhenFactsAreLate = (
  scope: Construct,
  stage: StageConfig,
  deliveryStreamName: string,
): void => {
  raiseAlarm(scope, 'Late', stage, {
    name: ['facts', 'late'],
    says: 'Facts wait for half an hour to be filed in the archive',
    urgency: 'ticket',
    runbook: 'facts-late',
    metric: new Metric({
      namespace: 'AWS/Firehose',
      metricName: 'DeliveryToS3.DataFreshness',
      dimensionsMap: { DeliveryStreamName: deliveryStreamName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(5),
    }),
    threshold: 1800,
    evaluationPeriods: 3,
  });
};
