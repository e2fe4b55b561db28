// A service's one table in DynamoDB.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../table.ts';
import { createReads } from './reads.ts';
import { createTransactions } from './transactions.ts';

export const createTable = (
  client: DynamoDBClient,
  TableName: string,
  random: () => number = Math.random,
): Table => {
  const source = { client, TableName, random };
  return { ...createReads(source), transact: createTransactions(source) };
};
