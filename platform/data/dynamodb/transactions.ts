// Writes of a table in DynamoDB: all or none, again while others are at the same items, and what a refusal means.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../../kernel/errors.ts';
import { mostAttempts, retryPause } from '../../kernel/retry.ts';
import { type Table, transactionLimit, type Write } from '../table.ts';
import { toTransactItem } from './transact-item.ts';

const refusalOf = (writes: readonly Write[], error: unknown): Error | undefined => {
  if (error instanceof ConditionalCheckFailedException) return writes[0]?.refused?.();
  if (!(error instanceof TransactionCanceledException)) return undefined;
  // A guard without a name of its own leaves the explanation to the next refused write.
  const refused = writes.find(
    (write, index) =>
      write.refused !== undefined &&
      error.CancellationReasons?.[index]?.Code === 'ConditionalCheckFailed',
  );
  return refused?.refused?.();
};

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).some(({ Code }) => Code === 'TransactionConflict')
    : (error as Error).name === 'TransactionConflictException';

const throwUnlessConflict = (writes: readonly Write[], error: unknown, attempt: number): void => {
  const refusal = refusalOf(writes, error);
  if (refusal !== undefined) throw refusal;
  if (!isConflict(error)) throw error;
  if (attempt >= mostAttempts) throw new AppError('overloaded', { retryAfter: 1, cause: error });
};

interface Target {
  readonly client: DynamoDBClient;
  readonly TableName: string;
  readonly random: () => number;
}

/** A single put or update costs half of a transaction: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
const send = async ({ client, TableName }: Target, writes: readonly Write[]): Promise<void> => {
  const [first, ...others] = writes.map((write) => toTransactItem(TableName, write));
  if (others.length === 0 && first?.Put) await client.send(new PutItemCommand(first.Put));
  else if (others.length === 0 && first?.Update) {
    await client.send(new UpdateItemCommand(first.Update));
  } else if (others.length === 0 && first?.Delete) {
    await client.send(new DeleteItemCommand(first.Delete));
  } else {
    const TransactItems = first === undefined ? [] : [first, ...others];
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
  }
};

export const createTransactions =
  (target: Target): Table['transact'] =>
  async (writes) => {
    if (writes.length > transactionLimit) {
      throw new AppError('validation-failed', { detail: 'Too much for one transaction.' });
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(target, writes);
        return;
      } catch (error) {
        throwUnlessConflict(writes, error, attempt);
      }
      await sleep(retryPause(attempt, target.random));
    }
  };
