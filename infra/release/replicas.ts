// What no template of the second region can tell: the streams of the replicas, the copies of the secrets, and what the operator has put at home.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetParameterCommand,
  PutParameterCommand,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { tablesOf } from './restore-drill.ts';

/** Name below `/tandem/<stage>/config/` → value. */
export type Parameters = ReadonlyMap<string, string>;

const pathOf = (stage: string): string => `/tandem/${stage}/config/`;

/** What the operator has put there, and the address of the one site. */
const ofHome = async (stage: string, region: string): Promise<Parameters> => {
  const client = new SSMClient({ region });
  const Path = pathOf(stage);
  const found = new Map<string, string>();
  for await (const page of paginateGetParametersByPath({ client }, { Path })) {
    for (const { Name = '', Value = '' } of page.Parameters ?? []) {
      found.set(Name.slice(Path.length), Value);
    }
  }
  const Name = `/tandem/${stage}/platform/site-url`;
  const { Parameter } = await client.send(new GetParameterCommand({ Name }));
  return found.set('site-url', Parameter?.Value ?? '');
};

/** The other way round from `tableNameOf` in infra/names.ts. */
const serviceOf = (stage: string, table: string): string => {
  const name = table.slice(`tandem-${stage}-`.length);
  return name === 'users' ? 'auth' : name;
};

const streamsOf = async (stage: string, region: string): Promise<Parameters> => {
  const client = new DynamoDBClient({ region });
  const streams = new Map<string, string>();
  for (const TableName of await tablesOf(stage, client)) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const service = serviceOf(stage, TableName);
    if (Table?.LatestStreamArn === undefined) continue;
    streams.set(`${service}/table-stream-arn`, Table.LatestStreamArn);
  }
  return streams;
};

const secretsOf = async (stage: string, region: string): Promise<Parameters> => {
  const client = new SecretsManagerClient({ region });
  const prefix = `tandem/${stage}/`;
  const secrets = new Map<string, string>();
  const Filters = [{ Key: 'name' as const, Values: [prefix] }];
  for await (const page of paginateListSecrets({ client }, { Filters })) {
    for (const { Name = '', ARN = '' } of page.SecretList ?? []) {
      if (Name.startsWith(prefix)) secrets.set(`${Name.slice(prefix.length)}-arn`, ARN);
    }
  }
  return secrets;
};

/** Tables and secrets that are not there yet are left out: it is run again when they are. */
export const prepare = async (
  stage: string,
  { home, second }: { readonly home: string; readonly second: string },
): Promise<Parameters> => {
  const parts = await Promise.all([
    ofHome(stage, home),
    streamsOf(stage, second),
    secretsOf(stage, second),
  ]);
  const wanted = new Map(parts.flatMap((part) => [...part]));
  const client = new SSMClient({ region: second });
  for (const [name, Value] of wanted) {
    const Name = `${pathOf(stage)}${name}`;
    await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
  }
  return wanted;
};
