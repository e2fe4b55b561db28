// AWS::DynamoDB::Table and GlobalTable.
import type { ResourceHandler } from '../cloud/cloud.ts';
import { ensureTable, type TableNeeds } from './tables.ts';

const shared = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'TimeToLiveSpecification',
  'StreamSpecification.StreamViewType',
  'SSESpecification',
  'GlobalSecondaryIndexes.IndexName',
  'GlobalSecondaryIndexes.KeySchema',
  'GlobalSecondaryIndexes.Projection',
  'GlobalSecondaryIndexes.ProvisionedThroughput',
  'GlobalSecondaryIndexes.OnDemandThroughput',
  'GlobalSecondaryIndexes.WarmThroughput',
  'GlobalSecondaryIndexes.WriteProvisionedThroughputSettings',
  'LocalSecondaryIndexes.IndexName',
  'LocalSecondaryIndexes.KeySchema',
  'LocalSecondaryIndexes.Projection',
  'WarmThroughput',
];

type Maker = Pick<ResourceHandler, 'create'>;

const tableProperties = [
  ...shared,
  'PointInTimeRecoverySpecification',
  'DeletionProtectionEnabled',
  'ContributorInsightsSpecification',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'ResourcePolicy',
  'TableClass',
  'Tags',
];

const table = ({ create }: Maker): ResourceHandler => ({
  type: 'AWS::DynamoDB::Table',
  properties: tableProperties,
  create,
});

const globalTable = ({ create }: Maker): ResourceHandler => ({
  type: 'AWS::DynamoDB::GlobalTable',
  // Replicas hold what is set per region: recovery, tags, protection; one region is enough here.
  properties: [...shared, 'Replicas', 'WriteProvisionedThroughputSettings'],
  create,
});

export const tableResources = (needs: TableNeeds): readonly ResourceHandler[] => {
  const maker: Maker = { create: (resource) => ensureTable(resource, needs) };
  return [table(maker), globalTable(maker)];
};
