// A service's one table: state, events, outbox, inbox and views side by side, with the indexes the relay and the watchdogs read.
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { publish, tableNameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watchTable } from './table-alarms.ts';
import { makeTable } from './table-kinds.ts';

export interface ServiceTableProps {
  readonly stage: StageConfig;
  readonly service: string;
  /**
   * Index over deadlines, `due` and `dueAt`.
   * @default true
   */
  readonly dueIndex?: boolean;
}

export class ServiceTable extends Construct {
  readonly name: string;
  private readonly arn: string;
  private readonly dueIndex: boolean;

  constructor(scope: Construct, id: string, props: ServiceTableProps) {
    super(scope, id);
    const { stage, service, dueIndex = true } = props;
    this.name = tableNameOf(stage, service);
    this.dueIndex = dueIndex;
    const table = makeTable(this, { stage, service, name: this.name, dueIndex });
    this.arn = table.arn;
    watchTable(this, stage, this.name, service);
    publish(this, stage, {
      [`${service}/table-name`]: table.name,
      [`${service}/table-arn`]: table.arn,
      [`${service}/table-stream-arn`]: table.streamArn,
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
        resourceArns: [`${this.arn}/index/due-index`],
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
      resourceArns: [this.arn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }

  private grant(grantee: IGrantable, ...actions: readonly string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.arn],
    });
  }
}
