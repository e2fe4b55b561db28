// Tables made in dynoxide as a template wants them, with their streams; one that was kept is taken over.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Created, Resource } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import {
  flag,
  object,
  objects,
  optionalText,
  type Properties,
  ResourceError,
} from '../cloud/read.ts';
import type { Database } from './dynoxide.ts';
import type { Shapes } from './requests/reads.ts';
import { fixedParts, registerShapes } from './shapes.ts';
import type { Streams } from './streams.ts';

export interface TableNeeds {
  readonly account: Account;
  readonly database: Pick<Database, 'call'>;
  readonly streams: Pick<Streams, 'register'>;
  readonly shapes: Shapes;
}

/** The members that a template has as well are as there. */
interface Description extends Properties {
  readonly TableStatus: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; StreamViewType?: string };
  readonly LatestStreamArn?: string;
}

const readyWithinMs = 60_000;
const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const pick = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );

/** Indexes without what only concerns capacity and billing. */
const indexes = (properties: Properties, name: string) => {
  const list = objects(properties, name).map((index) =>
    pick(index, ['IndexName', 'KeySchema', 'Projection']),
  );
  return list.length > 0 ? { [name]: list } : {};
};

async function describe(
  { database }: Pick<TableNeeds, 'database'>,
  name: string,
): Promise<Description | undefined> {
  try {
    const { Table } = await database.call('DescribeTable', { TableName: name });
    return Table as Description;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Data that an earlier start has left must have the shape the template wants. */
function checkKept(resource: Resource, kept: Description): void {
  if (fixedParts(kept) === fixedParts(resource.properties)) return;
  throw new ResourceError(
    resource,
    'the kept table has other keys or indexes than the template; `npm run reset` clears the data',
  );
}

const viewTypeOf = ({ properties }: Resource) =>
  optionalText(object(properties, 'StreamSpecification'), 'StreamViewType');

const streamed = (StreamViewType: string | undefined) => ({
  StreamSpecification:
    StreamViewType === undefined
      ? { StreamEnabled: false }
      : { StreamEnabled: true, StreamViewType },
});

/** The stream that the table has, as the template wants it. */
async function registerStream(resource: Resource, needs: TableNeeds, name: string) {
  const wanted = viewTypeOf(resource);
  const { StreamSpecification: kept } = (await describe(needs, name)) ?? {};
  const has = kept?.StreamEnabled ? kept.StreamViewType : undefined;
  const update = (type: string | undefined) =>
    needs.database.call('UpdateTable', { TableName: name, ...streamed(type) });
  // As on AWS, another view type is another stream.
  if (has !== undefined && has !== wanted) await update(undefined);
  if (wanted !== undefined && has !== wanted) await update(wanted);
  if (wanted === undefined) return undefined;
  const keptArn = (await describe(needs, name))?.LatestStreamArn ?? '';
  const label = keptArn.slice(keptArn.lastIndexOf('/') + 1);
  const streamArn = arnOf('dynamodb', `table/${name}/stream/${label}`, needs.account);
  needs.streams.register({ name, streamArn, keptArn });
  return streamArn;
}

/** A global table has it for each region. */
function isProtected({ properties }: Resource, region: string): boolean {
  const replica = objects(properties, 'Replicas').find(({ Region }) => Region === region);
  return flag(replica ?? properties, 'DeletionProtectionEnabled');
}

async function protect(
  resource: Resource,
  { account, database }: TableNeeds,
  kept: Description,
): Promise<void> {
  const DeletionProtectionEnabled = isProtected(resource, account.region);
  if ((kept.DeletionProtectionEnabled ?? false) === DeletionProtectionEnabled) return;
  const TableName = physicalName(resource, 'TableName', 255);
  await database.call('UpdateTable', { TableName, DeletionProtectionEnabled });
}

async function createTable(
  resource: Resource,
  { account, database }: TableNeeds,
  name: string,
): Promise<void> {
  const { properties } = resource;
  await database.call('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: isProtected(resource, account.region),
    ...pick(properties, ['KeySchema', 'AttributeDefinitions']),
    ...indexes(properties, 'GlobalSecondaryIndexes'),
    ...indexes(properties, 'LocalSecondaryIndexes'),
    ...(viewTypeOf(resource) !== undefined && streamed(viewTypeOf(resource))),
  });
  const deadline = Date.now() + readyWithinMs;
  while ((await describe({ database }, name))?.TableStatus !== 'ACTIVE') {
    if (Date.now() > deadline) throw new ResourceError(resource, 'the table does not get ACTIVE');
    await delay(2);
  }
  const expiry = object(properties, 'TimeToLiveSpecification');
  if (flag(expiry, 'Enabled')) {
    await database.call('UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: expiry.AttributeName },
    });
  }
}

export async function ensureTable(resource: Resource, needs: TableNeeds): Promise<Created> {
  const name = physicalName(resource, 'TableName', 255);
  registerShapes(resource, needs.shapes, name);
  const kept = await describe(needs, name);
  if (kept) {
    checkKept(resource, kept);
    await protect(resource, needs, kept);
  } else await createTable(resource, needs, name);
  const arn = arnOf('dynamodb', `table/${name}`, needs.account);
  const StreamArn = await registerStream(resource, needs, name);
  return {
    ref: name,
    attributes: { Arn: arn, TableId: name, ...(StreamArn !== undefined && { StreamArn }) },
  };
}
