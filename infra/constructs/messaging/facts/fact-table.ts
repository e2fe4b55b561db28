// The archive of facts as a table of Athena: partitions are reckoned from type and day, so that none has to be added.
import { Aws } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { facts } from '../../../../events/routes.ts';
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';

const text = (...names: readonly string[]) => names.map((name) => ({ name, type: 'string' }));

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
const projection = (location: string) => ({
  'projection.enabled': 'true',
  'projection.type.type': 'enum',
  'projection.type.values': facts.map(({ type }) => type).join(','),
  'projection.day.type': 'date',
  'projection.day.format': 'yyyy-MM-dd',
  'projection.day.range': '2026-01-01,NOW',
  'storage.location.template': `${location}type=\${type}/day=\${day}/`,
});

export class FactTable extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, location: string) {
    super(scope, id);
    const name = nameOf(stage).replaceAll('-', '_');
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name, description: `What has happened in Tandem (${stage.name})` },
    });
    new CfnTable(this, 'Table', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database.ref,
      tableInput: {
        name: 'facts',
        tableType: 'EXTERNAL_TABLE',
        parameters: projection(location),
        partitionKeys: text('type', 'day'),
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            // `type` is a partition; what differs by type is read by json_extract.
            parameters: { 'ignore.malformed.json': 'true' },
          },
          columns: [
            ...text('id', 'source', 'subject', 'time'),
            { name: 'sequence', type: 'int' },
            ...text('correlationid', 'causationid', 'data'),
          ],
        },
      },
    });
  }
}
