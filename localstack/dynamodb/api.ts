// DynamoDB behind the edge: checks the role, forwards the body as it came, and tells the readers of streams.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsResponse,
  input,
  jsonType,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { type Database, streamOperations } from './dynoxide.ts';
import { needsOf, type Request, tableName } from './permissions.ts';
import { createRequestTokens } from './request-tokens.ts';
import type { Streams } from './streams.ts';
import { askingForUnits, writes } from './units.ts';

const refusal = /#(?:TransactionCanceled|ConditionalCheckFailed)/;

const partiql = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);
const anyTable: ReadonlySet<string> = new Set(['*']);

/** Answers that name ARNs: the database has a region of its own. */
const described = new Set(['DescribeTable', 'CreateTable', 'UpdateTable', 'DeleteTable']);
const foreignArn = /arn:aws:dynamodb:[\w-]+:\d+:table/g;

interface Description {
  readonly TableName?: string;
  readonly LatestStreamArn?: string;
}

const descriptionIn = (text: string): Description => {
  const { Table, TableDescription } = JSON.parse(text) as Record<string, Description>;
  return Table ?? TableDescription ?? {};
};

/** The stream of a table that no template has: it is known from the first answer that names it. */
function registerStream(
  streams: Pick<Streams, 'register' | 'table'>,
  kept: string,
  shown: string,
): void {
  if (!shown.includes('"LatestStreamArn"')) return;
  const { TableName: name = '', LatestStreamArn: keptArn = '' } = descriptionIn(kept);
  const { LatestStreamArn: streamArn = '' } = descriptionIn(shown);
  if (streamArn !== '' && !streams.table(streamArn)) {
    streams.register({ name, streamArn, keptArn });
  }
}

/** An entry of a transaction does one thing: dynoxide would do the first of several. */
function checkTransaction({ TransactItems: items }: Request): void {
  if (!Array.isArray(items)) return;
  const many = items.some(
    (item: unknown) => typeof item === 'object' && item !== null && Object.keys(item).length > 1,
  );
  if (!many) return;
  throw new AwsError(
    'ValidationException',
    'TransactItems can only contain one of Check, Put, Update or Delete',
  );
}

export interface DynamodbNeeds {
  readonly account: Account;
  readonly access: Pick<Access, 'isRole'>;
  readonly database: Database;
  readonly streams: Pick<Streams, 'register' | 'table' | 'wrote'>;
  /** Throws where the role of a key may not make a call. */
  readonly checkAll: (key: string, operation: string, request: Request) => void;
  /** Throws where a query begins outside of what it asks for. */
  readonly checkStart: (request: Request) => void;
  readonly readStream: (operation: string, request: object, key: string) => Promise<AwsResponse>;
  readonly faults: { note(what: string): void };
}

export function dynamodbService(needs: DynamodbNeeds): Service {
  const { account, access, database, streams, checkAll, readStream, faults } = needs;
  const tokens = createRequestTokens();

  async function forward(operation: string, body: Buffer): Promise<AwsResponse> {
    const answer = await database.upstream.post(database.head(operation), body);
    if (answer.status === 400 && refusal.test(answer.body.toString())) {
      faults.note('refused writes');
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
    if (operation === 'Query' && body.includes('"ExclusiveStartKey"')) {
      needs.checkStart(input<Request>({ body }));
    }
    const answer = await forward(operation, body);
    if (partiql.has(operation)) streams.wrote(anyTable);
    if (!described.has(operation)) return answer;
    const own = arnOf('dynamodb', 'table', account);
    const text = answer.body.toString();
    const shown = text.replace(foreignArn, own);
    registerStream(streams, text, shown);
    return { ...answer, body: shown };
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
    if (isRole) checkAll(request.accessKeyId, operation, parsed);
    const asking = isRole ? askingForUnits(operation, request.body) : request.body;
    if (!isWrite) return await other(operation, asking);
    if (operation !== 'TransactWriteItems') return await write(operation, asking, parsed);
    checkTransaction(parsed);
    return await tokens.once(asking, (body) => write(operation, body, parsed));
  };
}
