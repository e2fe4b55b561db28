// A service's one table: state, events, outbox, inbox and views side by side, with the indexes the relay and the watchdogs read.
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { lookUp, publish, tableNameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { backedUp } from './backup.ts';
import { watchTable } from './table-alarms.ts';

export interface ServiceTableProps {
  readonly stage: StageConfig;
  readonly service: string;
  /**
   * Index over deadlines, `due` and `dueAt`.
   * @default true
   */
  readonly dueIndex?: boolean;
}

const string = (name: string) => ({ name, type: AttributeType.STRING });

export class ServiceTable extends Construct {
  readonly name: string;
  readonly table: Table;
  private readonly dueIndex: boolean;

  constructor(scope: Construct, id: string, props: ServiceTableProps) {
    super(scope, id);
    const { stage, service, dueIndex = true } = props;
    this.name = tableNameOf(stage, service);
    this.dueIndex = dueIndex;
    this.table = new Table(this, 'Table', {
      tableName: this.name,
      partitionKey: string('pk'),
      sortKey: string('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: Key.fromKeyArn(this, 'Key', lookUp(this, stage, 'platform/key-arn')),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.removalPolicy,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_IMAGE,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'pending-index',
      partitionKey: string('pending'),
      sortKey: string('pendingAt'),
      projectionType: ProjectionType.ALL,
    });
    if (dueIndex) {
      this.table.addGlobalSecondaryIndex({
        indexName: 'due-index',
        partitionKey: string('due'),
        sortKey: string('dueAt'),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    watchTable(this, stage, this.name, service);
    if (stage.backup) backedUp(this.table, stage);
    publish(this, stage, {
      [`${service}/table-name`]: this.table.tableName,
      [`${service}/table-arn`]: this.table.tableArn,
      [`${service}/table-stream-arn`]: this.table.tableStreamArn ?? '',
    });
  }

  /**
   * What a store does. A transaction needs the actions of its items:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
   */
  grantStore(grantee: IGrantable): void {
    this.grant(
      grantee,
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    );
    if (this.dueIndex) {
      Grant.addToPrincipal({
        grantee,
        actions: ['dynamodb:Query'],
        resourceArns: [`${this.table.tableArn}/index/due-index`],
      });
    }
  }

  /** Reading items by their key. */
  grantRead(grantee: IGrantable): void {
    this.grant(grantee, 'GetItem');
  }

  /** Reading and replacing the items of these partitions, and of no others. */
  grantPartitions(grantee: IGrantable, partitions: readonly string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resourceArns: [this.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }

  private grant(grantee: IGrantable, ...actions: readonly string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
    });
  }
}
