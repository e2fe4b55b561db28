// The ground of a process that keeps something: the service's one table, and commits of state with what is said of it.

import { dynamoClient } from '../calls/aws.ts';
import { createTable } from '../data/dynamodb/dynamo-table.ts';
import { createReadable, type Readable } from '../data/readable.ts';
import type { Table } from '../data/table.ts';
import { type CommitWork, createUnitOfWork } from '../data/unit-of-work.ts';
import type { Ground } from './ground.ts';
import { createUnreadableItems, type UnreadableItems } from './unreadable-items.ts';

export interface TableConfig {
  readonly SERVICE: string;
  readonly TABLE_NAME: string;
}

export interface TableParts {
  readonly table: Table;
  readonly commit: CommitWork;
  /** What of the table can be read; what cannot is noted. */
  readonly readable: Readable;
  /** What any process has found that cannot be read. */
  readonly unreadable: UnreadableItems;
}

/** What a part that keeps something is made with, however the service is configured. */
export type TableBasis = TableParts & Pick<Ground<unknown>, 'clock' | 'newId'>;

export type TableGround<Config> = Ground<Config> & TableParts;

/** The same ground with a table; `around` puts something in front of it. */
export const withTable = <Config extends TableConfig, G extends Ground<Config>>(
  ground: G & Ground<Config>,
  around: (table: Table) => Table = (table) => table,
): G & TableParts => {
  const { config, clock, newId, log } = ground;
  const table = around(createTable(dynamoClient(), config.TABLE_NAME));
  const unreadable = createUnreadableItems(table, clock, log);
  return {
    ...ground,
    table,
    unreadable,
    readable: createReadable({ clock, log, keep: unreadable.keep }),
    commit: createUnitOfWork({ table, source: config.SERVICE, clock, newId }),
  };
};
