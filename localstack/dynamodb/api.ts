// DynamoDB behind the edge: checks the role, forwards the body as it came, and tells the readers of streams.
import { type Account, arnOf, tableNameOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsResponse,
  input,
  jsonType,
  rawInput,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { type Database, streamOperations } from './dynoxide.ts';
import { needsOf, type Request } from './requests/permissions.ts';
import { createRequestTokens } from './requests/request-tokens.ts';
import type { Streams } from './streams.ts';
import { askingForUnits, writes } from './units.ts';

const refusal = /#(?:TransactionCanceled|ConditionalCheckFailed)/;

const missing = (operation: string) =>
  new AwsError(
    'UnknownOperationException',
    `dynamodb ${operation} is not part of the embedded cloud`,
  );

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

/** Calls that are looked at before the database sees them, whoever makes them. */
const checked: ReadonlySet<string> = new Set([...writes, 'Query', 'Scan']);

export interface DynamodbNeeds {
  readonly account: Account;
  readonly access: Pick<Access, 'isRole'>;
  readonly database: Database;
  readonly streams: Pick<Streams, 'register' | 'table' | 'wrote'>;
  /** Throws where the role of a key may not make a call. */
  readonly checkAll: (key: string, operation: string, request: Request) => void;
  /** Throws or answers where DynamoDB refuses a read or a write that the database would not. */
  readonly checkRequest: (operation: string, request: Request) => AwsResponse | undefined;
  /** The call as the database has to be asked for what DynamoDB does; the same one where they agree. */
  readonly asMeant: (request: Request) => Request;
  readonly readStream: (operation: string, request: object, key: string) => Promise<AwsResponse>;
  readonly faults: { note(what: string): void };
}

export function dynamodbService(needs: DynamodbNeeds): Service {
  const { account, access, database, streams, checkAll, readStream, faults } = needs;
  const tokens = createRequestTokens();

  async function forward(operation: string, body: Buffer): Promise<AwsResponse> {
    const answer = await database.upstream.post(database.head(operation), body);
    if (answer.status === 400) {
      const text = answer.body.toString();
      if (refusal.test(text)) faults.note('refused writes');
      if (text.includes('#UnknownOperationException')) throw missing(operation);
    }
    return { status: answer.status, contentType: jsonType, body: answer.body };
  }

  async function write(operation: string, body: Buffer, parsed: Request): Promise<AwsResponse> {
    const answer = await forward(operation, body);
    if (answer.status === 200) {
      streams.wrote(new Set(needsOf(operation, parsed).map(([, table]) => tableNameOf(table))));
    }
    return answer;
  }

  async function other(operation: string, body: Buffer): Promise<AwsResponse> {
    const answer = await forward(operation, body);
    if (partiql.has(operation)) streams.wrote(anyTable);
    if (!described.has(operation)) return answer;
    const own = arnOf('dynamodb', 'table', account);
    const text = answer.body.toString();
    const shown = text.replace(foreignArn, own);
    registerStream(streams, text, shown);
    return { ...answer, body: shown };
  }

  async function call(operation: string, body: Buffer, parsed: Request): Promise<AwsResponse> {
    if (!writes.has(operation)) return await other(operation, body);
    if (operation !== 'TransactWriteItems') return await write(operation, body, parsed);
    return await tokens.once(body, (rest) => write(operation, rest, parsed));
  }

  return async (request) => {
    const operation = request.action;
    if (operation === '') throw new AwsError('UnknownOperationException', 'no operation is named');
    const isRole = access.isRole(request.accessKeyId);
    if (streamOperations.has(operation)) {
      return await readStream(operation, input(request), request.accessKeyId);
    }
    if (!isRole && !checked.has(operation)) return await other(operation, request.body);
    const parsed = rawInput<Request>(request);
    if (isRole) checkAll(request.accessKeyId, operation, parsed);
    const refused = needs.checkRequest(operation, parsed);
    if (refused) return refused;
    const asked = needs.asMeant(parsed);
    const body = asked === parsed ? request.body : Buffer.from(JSON.stringify(asked));
    return await call(operation, isRole ? askingForUnits(operation, body) : body, asked);
  };
}
