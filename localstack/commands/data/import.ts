// `npm run tandem -- import`: the catalogue of another system from its CSV, through the import of the API.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse/sync';
import type { ProductImport } from '../../../events/http/products/imports.ts';
import { UsageError } from '../../../platform/cli/flags.ts';
import { chosenCopy } from '../../cli/chosen.ts';
import { apiUrl } from '../../cli/client.ts';
import type { Command } from '../../cli/command.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { seedUsers } from '../../tandem/seed/accounts.ts';
import {
  type ImportLine,
  importLines,
  type Mapping,
  type Row,
  readMapping,
} from './import/mapping.ts';

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
    'Exit code 1 when lines were refused. Tutorial: docs/tutorials/import-a-catalogue.md.',
  ],
  async run({ values, positionals }, terminal) {
    const [file, stray] = positionals;
    if (file === undefined) throw new UsageError('which file? <file.csv>');
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one file at a time`);
    if (values.map === undefined) throw new UsageError('which column is what? --map <file.json>');
    const mapping = readMapping(read(String(values.map)));
    const lines = importLines(rowsOf(read(file), mapping), mapping);
    if (lines.length === 0) throw new UsageError(`${file} has no rows`);
    if (values['dry-run']) {
      for (const { product } of lines) terminal.line(JSON.stringify(product));
      return 0;
    }
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

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
}

/** With the names of the columns in the first row; a byte order mark is none of them. */
function rowsOf(csv: string, { delimiter }: Mapping): Row[] {
  try {
    return parse(csv, { bom: true, columns: true, delimiter, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`the CSV: ${error.message}`);
    throw error;
  }
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

async function answer<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const body = (await response.json()) as T & { title?: string; detail?: string };
  if (response.ok) return body;
  throw new UsageError(`the API answers ${response.status}: ${body.detail ?? body.title}`);
}

async function login(api: string, account: object): Promise<string> {
  const { accessToken } = await answer<{ accessToken: string }>(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return accessToken;
}

/** Waits until it is worked through. */
async function send(
  api: string,
  token: string,
  lines: readonly ImportLine[],
): Promise<ProductImport> {
  const authorization = `Bearer ${token}`;
  let report = await answer<ProductImport>(`${api}/products/import?existing=update`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-ndjson' },
    body: lines.map(({ product }) => JSON.stringify(product)).join('\n'),
  });
  while (report.status === 'running') {
    await sleep(300);
    report = await answer(`${api}/products/imports/${report.id}`, { headers: { authorization } });
  }
  return report;
}

function tell(report: ProductImport, lines: readonly ImportLine[], terminal: Terminal): number {
  const { created, updated, refused, errors } = report;
  terminal.line(`${created} products are new, ${updated} were changed, ${refused} refused`);
  for (const { line, detail, errors: faults } of errors) {
    const rows = lines[line - 1]?.rows.join(', ');
    const places = faults.map(({ pointer, detail: why }) => `${pointer}: ${why}`).join('; ');
    terminal.error(`rows ${rows}: ${places || detail}`);
  }
  return refused === 0 ? 0 : 1;
}
