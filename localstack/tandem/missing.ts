// Resources of the template that somebody has deleted since: what works with them fails, and this says why.

import type { MadeResource } from '../cloud/cloud.ts';
import type { Database } from '../dynamodb/dynoxide.ts';
import type { Messaging } from '../messaging/messaging.ts';

export interface MissingResource {
  readonly type: 'table' | 'queue';
  readonly name: string;
}

export interface TemplateState {
  readonly database: Pick<Database, 'call'>;
  readonly messaging: Pick<Messaging, 'sqs'>;
  readonly resources: () => readonly MadeResource[];
}

const isTable = (type: string) => /^AWS::DynamoDB::(Global)?Table$/.test(type);

export async function missingOf({
  database,
  messaging,
  resources,
}: TemplateState): Promise<MissingResource[]> {
  const tables = resources().filter(({ type }) => isTable(type));
  const { TableNames = [] } = tables.length > 0 ? await database.call('ListTables', {}) : {};
  const urls = new Set([...messaging.sqs.allQueues()].map(({ url }) => url));
  return [
    ...tables
      .filter(({ name }) => !(TableNames as string[]).includes(name))
      .map(({ name }) => ({ type: 'table' as const, name })),
    ...resources()
      .filter(({ type, name }) => type === 'AWS::SQS::Queue' && !urls.has(name))
      .map(({ name }) => ({ type: 'queue' as const, name: name.slice(name.lastIndexOf('/') + 1) })),
  ];
}
