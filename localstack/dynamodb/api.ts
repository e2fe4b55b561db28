// DynamoDB behind the edge: checks the role, forwards the body as it came, and tells the readers of streams.
import { arnOf } from '../cloud/arn.ts';
import {
  AwsError,
  type AwsResponse,
  denied,
  input,
  jsonType,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { askingForUnits } from '../embedded/metering.ts';
import { streamOperations } from './dynoxide.ts';
import { leadingKeysOf, type PartitionKey, partitionKeysOf } from './leading-keys.ts';
import { createRequestTokens } from './request-tokens.ts';
import { streamsApi } from './streams-api.ts';

interface Operation {
  readonly TableName?: string;
  readonly IndexName?: string;
}
type Request = Operation & Record<string, unknown>;

/** One permission a call needs: an action on a table or on one of its indexes. */
export type Need = readonly [action: string, table: string, index?: string];

const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

const refusal = /#(?:TransactionCanceled|ConditionalCheckFailed)/;

const writes = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
  'BatchWriteItem',
]);
const partiql = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);
const anyTable: ReadonlySet<string> = new Set(['*']);

/** Answers that name ARNs: the database has a region of its own. */
const described = new Set(['DescribeTable', 'CreateTable', 'UpdateTable', 'DeleteTable']);
const foreignArn = /arn:aws:dynamodb:[\w-]+:\d+:table/g;

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

const tableName = (nameOrArn: string) => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

function resourceOfNeed(need: Need, cloud: AwsCloud): string {
  const [, table, index] = need;
  if (table === '*') return '*';
  const arn = table.startsWith('arn:') ? table : arnOf('dynamodb', `table/${table}`, cloud);
  return index === undefined ? arn : `${arn}/index/${index}`;
}

function checkAll(cloud: AwsCloud, key: string, operation: string, request: Request): void {
  const { access } = cloud;
  const partitionKey: PartitionKey = (table, index) => {
    const name = tableName(table);
    return partitionKeysOf(cloud).get(index === undefined ? name : `${name}/${index}`);
  };
  const partitions = access.namesPartitions(key)
    ? leadingKeysOf(operation, request, partitionKey)
    : [];
  for (const [at, need] of needsOf(operation, request).entries()) {
    const resource = resourceOfNeed(need, cloud);
    const reason = access.check(key, `dynamodb:${need[0]}`, resource, partitions[at]);
    if (reason !== undefined) throw denied('dynamodb', reason);
  }
}

export function dynamodbService(cloud: AwsCloud): Service {
  const { access, database, streams } = cloud;
  const tokens = createRequestTokens();
  const readStream = streamsApi(cloud);

  async function forward(operation: string, body: Buffer): Promise<AwsResponse> {
    const answer = await database.upstream.post(database.head(operation), body);
    if (answer.status === 400 && refusal.test(answer.body.toString())) {
      cloud.faults.note('refused writes');
    }
    return { status: answer.status, contentType: jsonType, body: answer.body };
  }

  async function write(operation: string, body: Buffer, parsed: Request): Promise<AwsResponse> {
    const answer = await forward(operation, body);
    if (answer.status === 200) {
      streams.wrote(new Set(needsOf(operation, parsed).map(([, table]) => tableName(table))));
    }
    return answer;
  }

  async function other(operation: string, body: Buffer): Promise<AwsResponse> {
    const answer = await forward(operation, body);
    if (partiql.has(operation)) streams.wrote(anyTable);
    if (!described.has(operation)) return answer;
    const own = arnOf('dynamodb', 'table', cloud);
    return { ...answer, body: answer.body.toString().replace(foreignArn, own) };
  }

  return async (request) => {
    const operation = request.action;
    if (operation === '') throw new AwsError('UnknownOperationException', 'no operation is named');
    const isWrite = writes.has(operation);
    const isRole = access.isRole(request.accessKeyId);
    if (streamOperations.has(operation)) {
      return await readStream(operation, input(request), request.accessKeyId);
    }
    if (!isRole && !isWrite) return await other(operation, request.body);
    const parsed = input<Request>(request);
    if (isRole) checkAll(cloud, request.accessKeyId, operation, parsed);
    const asking = isRole ? askingForUnits(operation, request.body) : request.body;
    if (!isWrite) return await other(operation, asking);
    if (operation !== 'TransactWriteItems') return await write(operation, asking, parsed);
    return await tokens.once(asking, (body) => write(operation, body, parsed));
  };
}
