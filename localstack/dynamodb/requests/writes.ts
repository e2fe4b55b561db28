// What DynamoDB refuses of writes, and dynoxide does in part, or wrongly.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
import { AwsError, type AwsResponse, json } from '../../cloud/protocol/edge-protocol.ts';
import { isObject } from '../../cloud/read.ts';
import type { Shape } from './reads.ts';

type ShapeOf = (table: string) => Shape | undefined;
type Members = Readonly<Record<string, unknown>>;

const mapOf = (value: unknown): Members => (isObject(value) ? value : {});
const mapsOf = (value: unknown): Members[] => (Array.isArray(value) ? value.map(mapOf) : []);
const invalid = (message: string) => new AwsError('ValidationException', message);
const doesMuch = (entry: Members) => Object.keys(entry).length > 1;

const call = /\([^()]*\)/g;

/** The document paths that an update writes, each by its steps. */
function targetsOf(update: Members): string[][] {
  const names = mapOf(update.ExpressionAttributeNames);
  // Each section begins with its word; commas within functions, of which one may hold another, part no targets.
  const sections = String(update.UpdateExpression).split(
    /(?<![#:.\w])(?:SET|REMOVE|ADD|DELETE)\b/i,
  );
  return sections
    .flatMap((section) => section.replace(call, '').replace(call, '').split(','))
    .map((action) => /^[^\s=:]+/.exec(action.trim())?.[0] ?? '')
    .filter((path) => path !== '')
    .map((path) =>
      path.split(/\.|(?=\[)/).map((step) => (step.startsWith('#') ? String(names[step]) : step)),
    );
}

const isWithin = (one: readonly string[], other: readonly string[]) =>
  one.every((step, at) => other[at] === step);

const overlap = (one: readonly string[], other: readonly string[]) =>
  `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${one.join(', ')}], path two: [${other.join(', ')}]`;

/** Why an update cancels its transaction; throws where what it says is refused before any entry is looked at. */
function problemOf(update: Members, keys: readonly string[]): string | undefined {
  const targets = targetsOf(update);
  for (const [at, one] of targets.entries()) {
    const other = targets.slice(at + 1).find((next) => isWithin(one, next) || isWithin(next, one));
    if (other) throw invalid(overlap(one, other));
  }
  const key = targets.map(([name = '']) => name).find((name) => keys.includes(name));
  return key === undefined
    ? undefined
    : `One or more parameter values were invalid: Cannot update attribute ${key}. This attribute is part of the key`;
}

function cancelled(problems: readonly (string | undefined)[]): AwsResponse {
  const reasons = problems.map((Message) =>
    Message === undefined ? { Code: 'None' } : { Code: 'ValidationError', Message },
  );
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return json(
    {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      CancellationReasons: reasons,
    },
    400,
  );
}

function checkTransaction(request: Members, shapeOf: ShapeOf): AwsResponse | undefined {
  const items = mapsOf(request.TransactItems);
  if (items.some(doesMuch)) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const problems = items.map(({ Update }) => {
    if (!isObject(Update) || typeof Update.UpdateExpression !== 'string') return undefined;
    return problemOf(Update, shapeOf(String(Update.TableName))?.keys ?? []);
  });
  return problems.some((problem) => problem !== undefined) ? cancelled(problems) : undefined;
}

function checkBatch(request: Members): void {
  if (!Object.values(mapOf(request.RequestItems)).flatMap(mapsOf).some(doesMuch)) return;
  throw invalid(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
}

/** Throws or answers where DynamoDB refuses it. */
export function checkWrite(
  operation: string,
  request: Members,
  shapeOf: ShapeOf,
): AwsResponse | undefined {
  if (operation === 'TransactWriteItems') return checkTransaction(request, shapeOf);
  if (operation === 'BatchWriteItem') checkBatch(request);
  return undefined;
}
