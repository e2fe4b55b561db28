// Which permissions a call needs, and whether the caller's role has them.
import { type Account, arnOf } from '../../cloud/arn.ts';
import type { Access } from '../../cloud/cloud.ts';
import { denied } from '../../cloud/protocol/edge-protocol.ts';
import { leadingKeysOf, type PartitionKey } from './leading-keys.ts';

interface Operation {
  readonly TableName?: string;
  readonly IndexName?: string;
}
export type Request = Operation & Record<string, unknown>;

/** One permission a call needs: an action on a table or on one of its indexes. */
export type Need = readonly [action: string, table: string, index?: string];

const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/**
 * A transaction needs the permission of each of its items, a batch that of the batch on each table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function needsOf(operation: string, request: Request): Need[] {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const items = (request.TransactItems ?? []) as Record<string, Operation>[];
    return items.flatMap((item) =>
      Object.entries(item).map(
        ([kind, one]): Need => [transactionActions[kind] ?? kind, one.TableName ?? '*'],
      ),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.keys(request.RequestItems ?? {}).map((table): Need => [operation, table]);
  }
  return [[operation, request.TableName ?? '*', request.IndexName]];
}

function resourceOfNeed(need: Need, account: Account): string {
  const [, table, index] = need;
  if (table === '*') return '*';
  const arn = table.startsWith('arn:') ? table : arnOf('dynamodb', `table/${table}`, account);
  return index === undefined ? arn : `${arn}/index/${index}`;
}

interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'check' | 'namesPartitions'>;
  readonly partitionKey: PartitionKey;
}

/** Throws where the key's role lacks one of the permissions that the call needs. */
export function permissionsOf({ account, access, partitionKey }: Needs) {
  return (key: string, operation: string, request: Request): void => {
    const partitions = access.namesPartitions(key)
      ? leadingKeysOf(operation, request, partitionKey)
      : [];
    for (const [at, need] of needsOf(operation, request).entries()) {
      const resource = resourceOfNeed(need, account);
      const reason = access.check(key, `dynamodb:${need[0]}`, resource, partitions[at]);
      if (reason !== undefined) throw denied('dynamodb', reason);
    }
  };
}
