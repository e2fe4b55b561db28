// Facts kept for good: Firehose files what the topics publish in a bucket, by type and day.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { ServiceFunction } from '../compute/service-function.ts';
import { raiseAlarm } from '../watching/alarm.ts';

export interface FactArchiveProps {
  readonly stage: StageConfig;
  /** Takes away what must not be kept, and says type and day. */
  readonly transform: ServiceFunction;
}

/** Names of partitions in the way that Athena knows: https://docs.aws.amazon.com/athena/latest/ug/partitions.html */
export const prefix = 'facts/';
const partitions = 'type=!{partitionKeyFromLambda:type}/day=!{partitionKeyFromLambda:day}/';

/** A fact can be read after so long; a file with partitions has 64 MB at least. */
const buffered = { intervalInSeconds: 300, sizeInMBs: 64 };

const assumedBy = new ServicePrincipal('firehose.amazonaws.com', {
  conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
});

export class FactArchive extends Construct {
  readonly bucket: Bucket;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, { stage, transform }: FactArchiveProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      // Without a name of its own, which is one of all accounts: a try before leaves none in the way.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: stage.removalPolicy,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          transitions: [
            { storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) },
          ],
        },
      ],
    });
    const role = new Role(this, 'Role', { assumedBy });
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/kinesisfirehose/${nameOf(stage, 'facts')}`,
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    const logStream = new LogStream(this, 'LogStream', {
      logGroup,
      logStreamName: 'delivery',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const grants = [
      Grant.addToPrincipal({
        grantee: role,
        actions: ['s3:AbortMultipartUpload', 's3:PutObject'],
        resourceArns: [this.bucket.arnForObjects('*')],
      }),
      Grant.addToPrincipal({
        grantee: role,
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resourceArns: [this.bucket.bucketArn],
      }),
      Grant.addToPrincipal({
        grantee: role,
        actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
        resourceArns: [transform.alias.functionArn],
      }),
      logGroup.grantWrite(role),
    ];
    const deliveryStreamName = nameOf(stage, 'facts');
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${prefix}${partitions}`,
        errorOutputPrefix: 'failed/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/',
        bufferingHints: buffered,
        compressionFormat: 'UNCOMPRESSED',
        fileExtension: '.ndjson',
        dynamicPartitioningConfiguration: {
          enabled: true,
          retryOptions: { durationInSeconds: 300 },
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'Lambda',
              parameters: [
                { parameterName: 'LambdaArn', parameterValue: transform.alias.functionArn },
                { parameterName: 'BufferSizeInMBs', parameterValue: '1' },
                { parameterName: 'BufferIntervalInSeconds', parameterValue: '60' },
              ],
            },
          ],
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logGroup.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    for (const grant of grants) grant.applyBefore(stream);
    this.streamArn = stream.attrArn;
    raiseAlarm(this, 'Late', stage, {
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
  }
}
