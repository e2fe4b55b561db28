// `npm run tandem -- restore-drill`: whether the tables of a stage can be restored, and how long that takes.
import { FlagError, readFlags } from '../../platform/cli/flags.ts';
import { type Drill, drill, tablesOf } from '../release/restore-drill.ts';
import { runAsProgram } from './program.ts';

const usage = `Usage: npm run tandem -- restore-drill --stage <stage> [flags]

Restores every table of a stage to a point in time under another name, compares a sample
of it with the table itself, tells how long it took, and deletes what was restored.
Ends with 1 where a table could not be relied on.
  --stage <stage>   dev or prod
  --at <time>       e.g. 2026-01-31T10:00:00Z (the latest that can be restored)
  --table <name>    only this one (repeatable)
  --help            this text`;

interface Options {
  readonly stage: string;
  readonly at: string | undefined;
  readonly tables: readonly string[] | undefined;
}

export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = readFlags({
    args: [...args],
    options: {
      stage: { type: 'string' },
      at: { type: 'string' },
      table: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const { stage, at, table: tables } = values;
  if (stage !== 'dev' && stage !== 'prod') throw new FlagError('--stage must be dev or prod');
  if (at !== undefined && Number.isNaN(Date.parse(at))) {
    throw new FlagError(`--at wants a time such as 2026-01-31T10:00:00Z, not ${at}`);
  }
  return { stage, at, tables };
};

const row = ({ table, seconds, sampled, same, fault }: Drill): string =>
  `| ${table} | ${seconds} | ${same} of ${sampled} | ${fault ?? 'ok'} |`;

const main = async ({ stage, at, tables }: Options): Promise<number> => {
  const all = await tablesOf(stage);
  const wanted = tables ?? all;
  const unknown = wanted.filter((table) => !all.includes(table));
  if (unknown.length > 0 || wanted.length === 0) {
    console.error(`there is no table ${unknown.join(', ') || `of ${stage}`}`);
    return 1;
  }
  const drills = await Promise.all(wanted.map((table) => drill(table, { at })));
  const head = ['| Table | Seconds | The same as now | |', '|---|--:|--:|---|'];
  console.log([...head, ...drills.map(row)].join('\n'));
  return drills.some(({ fault }) => fault !== undefined) ? 1 : 0;
};

if (import.meta.main) await runAsProgram({ usage, readOptions, main });
