// One write of a transaction and the named condition it stands on.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { toAttributes } from './attributes.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & Readonly<Record<string, unknown>>;

interface Expression {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A DynamoDB condition expression that has a name in our code. */
export type Condition = Expression;

/** A DynamoDB update expression. */
export type Change = Expression;

/** `refused` makes the error that a failed condition means. */
export type Write = { readonly condition?: Condition; readonly refused?: () => Error } & (
  | { readonly put: Item }
  | { readonly update: Key; readonly change: Change }
  | { readonly remove: Key }
  | { readonly check: Key }
);

export const isNew: Condition = { expression: 'attribute_not_exists(pk)' };

export const exists: Condition = { expression: 'attribute_exists(pk)' };

export const versionIs = (version: number): Condition => ({
  expression: '#version = :expectedVersion',
  names: { '#version': 'version' },
  values: { ':expectedVersion': version },
});

export const both = (a: Condition, b: Condition): Condition => ({
  expression: `(${a.expression}) AND (${b.expression})`,
  names: { ...a.names, ...b.names },
  values: { ...a.values, ...b.values },
});

const some = <T>(members: Readonly<Record<string, T>>): Record<string, T> | undefined =>
  Object.keys(members).length > 0 ? members : undefined;

const expressions = (condition?: Condition, change?: Change) => ({
  ConditionExpression: condition?.expression,
  ExpressionAttributeNames: some({ ...condition?.names, ...change?.names }),
  ExpressionAttributeValues: some(toAttributes({ ...condition?.values, ...change?.values })),
});

const keyOf = ({ pk, sk }: Key) => toAttributes({ pk, sk });

/** The write as DynamoDB's TransactWriteItems takes it. */
export const toTransactItem = (TableName: string, write: Write): TransactWriteItem => {
  const { condition } = write;
  if ('put' in write) {
    return { Put: { TableName, Item: toAttributes(write.put), ...expressions(condition) } };
  }
  if ('update' in write) {
    return {
      Update: {
        TableName,
        Key: keyOf(write.update),
        UpdateExpression: write.change.expression,
        ...expressions(condition, write.change),
      },
    };
  }
  if ('remove' in write) {
    return { Delete: { TableName, Key: keyOf(write.remove), ...expressions(condition) } };
  }
  const expression = condition ?? exists;
  return {
    ConditionCheck: {
      TableName,
      Key: keyOf(write.check),
      ...expressions(expression),
      ConditionExpression: expression.expression,
    },
  };
};
