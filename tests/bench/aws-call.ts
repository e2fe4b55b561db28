// What the bench of AWS calls puts: the items of an order's transaction before it was lean, and one of them alone.
import { randomUUID } from 'node:crypto';

export const tableName = 'calls';

const put = (id: string, sk: string) => ({
  TableName: tableName,
  Item: { pk: { S: `ORDER#${id}` }, sk: { S: sk }, data: { S: 'x'.repeat(400) } },
  ConditionExpression: 'attribute_not_exists(pk)',
});

export const inputs = {
  PutItem: () => put(randomUUID(), 'STATE'),
  TransactWriteItems: () => {
    const id = randomUUID();
    const items = ['STATE', 'EVENT#0000000001', 'OUT#0000000001'];
    return { TransactItems: items.map((sk) => ({ Put: put(id, sk) })) };
  },
} as const;

export type Operation = keyof typeof inputs;

/** Of this process, as its parent has set it. */
export const asked = {
  operation: (process.env.OPERATION ?? 'PutItem') as Operation,
  endpoint: process.env.AWS_ENDPOINT_URL ?? '',
};
