// The key that encrypts the tables: usable only through DynamoDB, by those whom the grants on a table let in.
import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';

/** A replica is added by DynamoDB of the other region: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables-security.html */
const callers = ({ regions }: StageConfig): string | readonly string[] =>
  regions === undefined
    ? `dynamodb.${Aws.REGION}.amazonaws.com`
    : [regions.home, regions.second].map((region) => `dynamodb.${region}.amazonaws.com`);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export const dataKey = (scope: Construct, stage: StageConfig): void => {
  const key = new Key(scope, 'DataKey', {
    alias: nameOf(stage, 'data'),
    description: `Tables of Tandem (${stage.name})`,
    enableKeyRotation: true,
    removalPolicy: stage.removalPolicy,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ThroughDynamoDb',
      principals: [new AnyPrincipal()],
      actions: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': Aws.ACCOUNT_ID,
          'kms:ViaService': callers(stage),
        },
      },
    }),
  );
  publish(scope, stage, { 'platform/key-arn': key.keyArn });
};
