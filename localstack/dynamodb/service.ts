// DynamoDB: the database as a process, its tables and their streams.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Ground } from '../cloud/cloud.ts';
import { dynamodbService } from './api.ts';
import { type Database, startDatabase } from './dynoxide.ts';
import { permissionsOf, startCheckOf } from './permissions.ts';
import { tableResources } from './resources.ts';
import { createStreams, type Streams } from './streams.ts';
import { streamsApi } from './streams-api.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  /** Is told of writes that a condition has refused. */
  readonly faults: { note(what: string): void };
}

export interface Dynamodb extends AwsService {
  readonly database: Database;
  readonly streams: Streams;
}

export const dynamodb = async ({ ground, access, faults }: Needs): Promise<Dynamodb> => {
  const database = await startDatabase(ground);
  const streams = createStreams(ground.region, database);
  const parts = { account: ground, access, database, streams };
  const partitionKeys = new Map<string, string>();
  const answer = dynamodbService({
    ...parts,
    checkAll: permissionsOf({ ...parts, partitionKeys }),
    checkStart: startCheckOf(partitionKeys),
    readStream: streamsApi(parts),
    faults,
  });
  return {
    database,
    streams,
    api: { dynamodb: answer },
    resources: tableResources({ ...parts, partitionKeys }),
  };
};
