// What DynamoDB refuses of queries and scans, and dynoxide does not: it answers nothing, or something else.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
import { tableNameOf } from '../../cloud/arn.ts';
import { AwsError } from '../../cloud/protocol/edge-protocol.ts';
import { isObject, type Properties } from '../../cloud/read.ts';

/** `{ "S": "…" }` */
export type Value = Readonly<Record<string, unknown>>;

/** Members may be anything: what is malformed, the database refuses. */
export interface Read extends Readonly<Record<string, unknown>> {
  readonly TableName?: string;
  readonly IndexName?: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const mapOf = (value: unknown): Properties => (isObject(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const keywords = new Set(['and', 'or', 'not', 'in', 'between']);

/** The attributes that an expression names, without what is within them. */
function attributesIn(expression: unknown, read: Read): string[] {
  const names = mapOf(read.ExpressionAttributeNames);
  return [...textOf(expression).matchAll(/(?<![.:#\w])(#\w+|[a-z_]\w*)\b(?!\s*\()/gi)]
    .map(([name]) => name)
    .filter((name) => !keywords.has(name.toLowerCase()))
    .map((name) => (name.startsWith('#') ? textOf(names[name]) : name));
}

type Compared = readonly [name: string, value: Value];

/** The names of a key condition, each with a value that it is compared with. */
export function compared(read: Read): Compared[] {
  const values = mapOf(read.ExpressionAttributeValues);
  let name = '';
  const parts = textOf(read.KeyConditionExpression).split(/(?<![#:])\band\b/i);
  const byExpression = parts.flatMap((part) => {
    // The second value of BETWEEN stands behind an AND of its own.
    [name = name] = attributesIn(part, read);
    return [...part.matchAll(/:\w+/g)].map(([value]): Compared => [name, mapOf(values[value])]);
  });
  const byMember = Object.entries(mapOf(read.KeyConditions)).flatMap(([key, condition]) =>
    listOf(mapOf(condition).AttributeValueList).map((value): Compared => [key, mapOf(value)]),
  );
  return [...byExpression, ...byMember];
}

/** A table, or an index of it, as the template has it. */
export interface Shape {
  readonly partitionKey: string;
  readonly keys: readonly string[];
  /** Of the keys: `S`, `N` or `B`. */
  readonly types: ReadonlyMap<string, string>;
  /** What there is in a global index that does not have all. */
  readonly projected?: ReadonlySet<string>;
}

/** Of each table by its name, of each index by `<table>/<index>`. */
export type Shapes = Map<string, Shape>;

/** Of tables by their names or ARNs. */
export const shapeIn =
  (shapes: Shapes) =>
  (table: string, index?: string): Shape | undefined => {
    const name = tableNameOf(table);
    return shapes.get(index === undefined ? name : `${name}/${index}`);
  };

const invalid = (message: string) => new AwsError('ValidationException', message);
const wrong = (message: string) => invalid(`One or more parameter values were invalid: ${message}`);

function checkEmpty(read: Read, { partitionKey }: Shape): void {
  const isEmpty = ([name, value]: Compared) =>
    name === partitionKey && (value.S === '' || value.B === '');
  if (!compared(read).some(isEmpty)) return;
  const of = 'The AttributeValue for a key attribute cannot contain an empty string value.';
  const { IndexName } = read;
  throw invalid(
    `One or more parameter values are not valid. ${
      IndexName === undefined
        ? `${of} Key: ${partitionKey}`
        : `A value specified for a secondary index key is not supported. ${of} IndexName: ${IndexName}, IndexKey: ${partitionKey}`
    }`,
  );
}

function checkTypes(read: Read, { types }: Shape): void {
  const differs = ([name, value]: Compared) => {
    const [type] = Object.keys(value);
    return type !== undefined && (types.get(name) ?? type) !== type;
  };
  if (compared(read).some(differs)) {
    throw wrong('Condition parameter type does not match schema type');
  }
}

/** Names that are not in the index; each once. */
const missingIn = ({ projected }: Shape, names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => projected?.has(name) === false);

function checkProjection(read: Read, shape: Shape): void {
  const names = attributesIn(read.ProjectionExpression, read);
  const missing = missingIn(shape, [...names, ...listOf(read.AttributesToGet).map(String)]);
  if (missing.length === 0) return;
  throw wrong(`Global secondary index ${read.IndexName} does not project [${missing.join(', ')}]`);
}

function checkFilter(read: Read, shape: Shape): void {
  const names = attributesIn(read.FilterExpression, read);
  const missing = missingIn(shape, [...names, ...Object.keys(mapOf(read.QueryFilter))]);
  if (missing.length === 0) return;
  throw wrong(
    `Secondary index ${read.IndexName} does not project one or more filter attributes: [${missing.join(', ')}]`,
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
function checkStart(read: Read, { partitionKey }: Shape): void {
  const given = mapOf(read.ExclusiveStartKey)[partitionKey];
  const wanted = compared(read).find(([name]) => name === partitionKey)?.[1];
  if (given === undefined || wanted === undefined) return;
  if (Object.values(mapOf(given)).join() === Object.values(wanted).join()) return;
  throw invalid(
    'The provided starting key is outside query boundaries based on provided conditions',
  );
}

/** Throws where DynamoDB refuses it; of tables of templates only. */
export function checkRead(operation: string, read: Read, shape: Shape | undefined): void {
  if (shape === undefined) return;
  if (operation === 'Query' || operation === 'Scan') checkProjection(read, shape);
  // A scan matches nothing by what is not there.
  if (operation !== 'Query') return;
  checkTypes(read, shape);
  checkEmpty(read, shape);
  checkFilter(read, shape);
  checkStart(read, shape);
}
