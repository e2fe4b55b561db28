// How the table of a service is there: of one region, of two, or made by somebody else.
import { Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { lookUp, nameOf } from '../../names.ts';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import { backedUp } from './backup.ts';

export interface TableProps {
  readonly stage: StageConfig;
  readonly service: string;
  readonly name: string;
  readonly dueIndex: boolean;
}

export interface MadeTable {
  readonly name: string;
  readonly arn: string;
  readonly streamArn: string;
}

const string = (name: string) => ({ name, type: AttributeType.STRING });

const pending = {
  indexName: 'pending-index',
  partitionKey: string('pending'),
  sortKey: string('pendingAt'),
  projectionType: ProjectionType.ALL,
};

const due = {
  indexName: 'due-index',
  partitionKey: string('due'),
  sortKey: string('dueAt'),
  projectionType: ProjectionType.KEYS_ONLY,
};

const indexesOf = ({ dueIndex }: TableProps) => (dueIndex ? [pending, due] : [pending]);

const keyOf = (scope: Construct, stage: StageConfig): IKey =>
  Key.fromKeyArn(scope, 'Key', lookUp(scope, stage, 'platform/key-arn'));

const shared = ({ name, stage }: TableProps) => ({
  tableName: name,
  partitionKey: string('pk'),
  sortKey: string('sk'),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: stage.deletionProtection,
  removalPolicy: stage.removalPolicy,
  timeToLiveAttribute: 'expiresAt',
});

const made = (table: Table | TableV2, stage: StageConfig): MadeTable => {
  if (stage.backup) backedUp(table, stage);
  return {
    name: table.tableName,
    arn: table.tableArn,
    streamArn: table.tableStreamArn ?? '',
  };
};

const inOneRegion = (scope: Construct, props: TableProps): MadeTable => {
  const table = new Table(scope, 'Table', {
    ...shared(props),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keyOf(scope, props.stage),
    stream: StreamViewType.NEW_IMAGE,
  });
  for (const index of indexesOf(props)) table.addGlobalSecondaryIndex(index);
  return made(table, props.stage);
};

/**
 * Each region has a key of its own under the same alias. The stream is the one that replication wants:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
const inTwoRegions = (scope: Construct, props: TableProps, second: string): MadeTable => {
  const { stage } = props;
  const replicaKey = Stack.of(scope).formatArn({
    service: 'kms',
    region: second,
    resource: 'alias',
    resourceName: nameOf(stage, 'data'),
  });
  const table = new TableV2(scope, 'Table', {
    ...shared(props),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.customerManagedKey(keyOf(scope, stage), { [second]: replicaKey }),
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    globalSecondaryIndexes: indexesOf(props),
    replicas: [{ region: second }],
  });
  return made(table, stage);
};

/** Its stream has a name that no template can tell: `npm run tandem -- region prepare` writes it down. */
const elsewhere = (scope: Construct, { stage, service, name }: TableProps): MadeTable => ({
  name,
  arn: Stack.of(scope).formatArn({ service: 'dynamodb', resource: 'table', resourceName: name }),
  streamArn: lookUp(scope, stage, `config/${service}/table-stream-arn`),
});

export const makeTable = (scope: Construct, props: TableProps): MadeTable => {
  const { stage } = props;
  if (stage.regions === undefined) return inOneRegion(scope, props);
  if (isSecond(stage) || stage.tablesAreApart) return elsewhere(scope, props);
  return inTwoRegions(scope, props, stage.regions.second);
};
