// A write as DynamoDB's TransactWriteItems takes it.

import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Change, type Condition, exists, type Key, type Write } from '../table.ts';
import { toAttributes } from './attributes.ts';

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
