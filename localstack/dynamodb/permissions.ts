// Which permissions a call needs, and whether the caller's role has them.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import { denied } from '../cloud/protocol/edge-protocol.ts';
import { leadingKeysOf, type PartitionKey, type PartitionKeys } from './leading-keys.ts';
import { checkStartKey } from './start-keys.ts';

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

export const tableName = (nameOrArn: string) => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

function resourceOfNeed(need: Need, account: Account): string {
  const [, table, index] = need;
  if (table === '*') return '*';
  const arn = table.startsWith('arn:') ? table : arnOf('dynamodb', `table/${table}`, account);
  return index === undefined ? arn : `${arn}/index/${index}`;
}

interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'check' | 'namesPartitions'>;
  readonly partitionKeys: PartitionKeys;
}

/** Of tables by their names or ARNs. */
export const partitionKeyOf =
  (partitionKeys: PartitionKeys): PartitionKey =>
  (table, index) => {
    const name = tableName(table);
    return partitionKeys.get(index === undefined ? name : `${name}/${index}`);
  };

/** Throws where a query begins outside of what it asks for. */
export const startCheckOf = (partitionKeys: PartitionKeys) => {
  const partitionKey = partitionKeyOf(partitionKeys);
  return (request: Request): void => checkStartKey(request, partitionKey);
};

/** Throws where the key's role lacks one of the permissions that the call needs. */
export function permissionsOf({ account, access, partitionKeys }: Needs) {
  const partitionKey = partitionKeyOf(partitionKeys);

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
