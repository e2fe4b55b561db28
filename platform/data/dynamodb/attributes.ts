// Items as DynamoDB writes them on the wire, and as we do.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/** Members that are undefined are left out. */
export const toAttributes = (item: object): Attributes =>
  marshall(item, { removeUndefinedValues: true });

/** Numbers beyond those of JavaScript come as the nearest it has: one that nobody of ours has written must not keep a whole page from being read. */
export const fromAttributes = <T extends object>(item: Attributes): T =>
  unmarshall(item, { wrapNumbers: Number }) as T;
