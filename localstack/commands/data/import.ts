// `npm run tandem -- import`: the catalogue of another system from its CSV, through the import of the API.

import { UsageError } from '../../../platform/cli/flags.ts';
import { chosenCopy } from '../../cli/chosen.ts';
import { apiUrl } from '../../cli/client.ts';
import type { Command } from '../../cli/command.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { seedUsers } from '../../tandem/seed/accounts.ts';
import { type ImportLine, importLines, readMapping } from './import/mapping.ts';
import { read, rowsOf } from './import/rows.ts';
import { login, send } from './import/send.ts';
import { tell } from './import/tell.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Puts the catalogue of another system in, from its CSV and a mapping file',
  parameters: '<file.csv>',
  flags: {
    map: { type: 'string', value: '<file.json>', help: 'which column is what (required)' },
    'dry-run': { type: 'boolean', help: 'print the lines of the import and send nothing' },
    email: { type: 'string', value: '<address>', help: 'of an administrator (admin@example.com)' },
    password: { type: 'string', value: '<password>', help: 'of that one' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'A product whose SKUs are known is changed and keeps its stock; sending a file again is safe.',
    'Exit code 1 when lines were or will be refused. Tutorial: docs/tutorials/import-a-catalogue.md.',
  ],
  async run({ values, positionals }, terminal) {
    const [file, stray] = positionals;
    if (file === undefined) throw new UsageError('which file? <file.csv>');
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one file at a time`);
    if (values.map === undefined) throw new UsageError('which column is what? --map <file.json>');
    const mapping = readMapping(read(String(values.map)));
    const lines = importLines(rowsOf(read(file), mapping), mapping);
    if (lines.length === 0) throw new UsageError(`${file} has no rows`);
    if (values['dry-run']) return show(lines, terminal);
    const api = apiUrl(chosenCopy(values));
    const account = accountOf(values.email, values.password);
    const clear = terminal.spin('login');
    const token = await login(api, account).finally(clear);
    let code = 0;
    for (const batch of batchesOf(lines)) {
      const done = terminal.spin(`import of rows ${batch[0]?.rows[0]} and more`);
      code = Math.max(code, tell(await send(api, token, batch).finally(done), batch, terminal));
    }
    return code;
  },
};

/** What would be sent, and what would be refused of it; answers the exit code. */
function show(lines: readonly ImportLine[], terminal: Terminal): number {
  for (const { product } of lines) terminal.line(JSON.stringify(product));
  const faults = lines.flatMap((line) => line.faults);
  for (const fault of faults) terminal.error(fault);
  return faults.length === 0 ? 0 : 1;
}

function accountOf(email: unknown, password: unknown) {
  const administrator = seedUsers.find(({ roles }) => roles.includes('admin'));
  if ((email === undefined) !== (password === undefined)) {
    throw new UsageError('--email and --password go together');
  }
  return {
    email: String(email ?? administrator?.email),
    password: String(password ?? administrator?.password),
  };
}

/** Below the limit of a body, 1 MiB. */
const mostBytes = 900_000;

function batchesOf(lines: readonly ImportLine[]): ImportLine[][] {
  const batches: ImportLine[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line.product)) + 1;
    if (bytes > 0 && bytes + size > mostBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(line);
    bytes += size;
  }
  return batches;
}
