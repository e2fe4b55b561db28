// DynamoDB: the database as a process, its tables and their streams.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Ground } from '../cloud/cloud.ts';
import { dynamodbService } from './api.ts';
import { type Database, startDatabase } from './dynoxide.ts';
import { permissionsOf } from './requests/permissions.ts';
import { checkRead, type Shapes, shapeIn } from './requests/reads.ts';
import { removingLastFirst } from './requests/removals.ts';
import { checkWrite } from './requests/writes.ts';
import { tableResources } from './resources.ts';
import { createStreams, type Streams } from './streams.ts';
import { streamsApi } from './streams-api.ts';
import { writes } from './units.ts';

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
  const shapes: Shapes = new Map();
  const shapeOf = shapeIn(shapes);
  const answer = dynamodbService({
    ...parts,
    checkAll: permissionsOf({
      ...parts,
      partitionKey: (...place) => shapeOf(...place)?.partitionKey,
    }),
    checkRequest(operation, request) {
      if (writes.has(operation)) return checkWrite(operation, request, shapeOf);
      checkRead(operation, request, shapeOf(String(request.TableName), request.IndexName));
      return undefined;
    },
    asMeant: removingLastFirst,
    readStream: streamsApi(parts),
    faults,
  });
  return {
    database,
    streams,
    api: { dynamodb: answer },
    resources: tableResources({ ...parts, shapes }),
  };
};
