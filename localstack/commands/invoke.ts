// `npm run invoke`: runs one function with an event, in the running system or in one made for it.

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { portFlag, UsageError } from '../cli/arguments.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning, listRunning } from '../cli/running.ts';
import { createScreen } from '../cli/screen.ts';
import type { Terminal } from '../cli/terminal.ts';
import { createLogs } from '../logs.ts';
import { makeAssembly } from '../make-assembly.ts';
import { seedSteps } from '../seed/steps.ts';
import { seed } from '../seed.ts';
import { type System, startSystem } from '../system.ts';

interface Invocation {
  readonly endpoint: string;
  readonly wanted: string;
  readonly event: string;
}

export const invoke: Command = {
  name: 'invoke',
  summary: 'Runs one function with an event and prints its answer',
  parameters: '<service>[/<entry>] <event.json|->',
  flags: {
    event: { type: 'string', value: '<file|->', help: 'the event, in place of the second word' },
    env: {
      type: 'string',
      multiple: true,
      value: '<KEY=VALUE>',
      help: 'change its environment (a copy of its own is started)',
    },
    timeout: { type: 'string', value: '<s>', help: 'change its timeout (a copy of its own)' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Examples: npm run invoke -- auth tests/events/login.json',
    '          echo {} | npm run invoke -- payments/reconcile -',
    'Exit code 1 when the function fails.',
  ],
  async run({ values, positionals }, terminal) {
    const [wanted, file = values.event] = positionals;
    if (!wanted) throw new UsageError('which function? e.g. auth or payments/reconcile');
    if (file === undefined)
      throw new UsageError('with which event? a JSON file, or - for the input');
    const event = await readEvent(String(file));
    const changes = changesOf(values.env, values.timeout);
    const port = values.port === undefined ? undefined : portFlag(values.port, 0, '--port');
    const isRunning = port !== undefined || listRunning(paths.run).some(({ ready }) => ready);
    if (isRunning && !changes) {
      const { ports } = findRunning(paths.run, port);
      const endpoint = `http://127.0.0.1:${ports.aws}`;
      return await call({ endpoint, wanted, event }, terminal);
    }
    return await callAlone(wanted, event, changes, terminal);
  },
};

interface Changes {
  readonly environment: Record<string, string>;
  readonly timeoutSeconds: number | undefined;
}

function changesOf(env: unknown, timeout: unknown): Changes | undefined {
  if (env === undefined && timeout === undefined) return undefined;
  const pairs = ((env ?? []) as string[]).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--env ${pair} must be KEY=VALUE`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const timeoutSeconds = timeout === undefined ? undefined : Number(timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0)) {
    throw new UsageError(`--timeout must be a number of seconds, not ${String(timeout)}`);
  }
  return { environment: Object.fromEntries(pairs), timeoutSeconds };
}

async function readEvent(file: string): Promise<string> {
  let content: string;
  try {
    content = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  try {
    JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
  return content;
}

/** Any access key but those of the services is the administrator of the embedded account. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=tandem/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

async function call(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { endpoint, event } = invocation;
  const name = await resolve(invocation);
  const response = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { authorization, 'x-amz-log-type': 'Tail' },
    body: event,
  });
  terminal.line(pretty(await response.text()));
  const tail = response.headers.get('x-amz-log-result');
  if (tail) terminal.error(Buffer.from(tail, 'base64').toString());
  return response.ok && !response.headers.has('x-amz-function-error') ? 0 : 1;
}

/** Full name of `auth`, `auth/authorizer` or `tandem-dev-auth-handler`. */
async function resolve({ endpoint, wanted }: Invocation): Promise<string> {
  const response = await fetch(`${endpoint}/2015-03-31/functions`, { headers: { authorization } });
  const { Functions } = (await response.json()) as { Functions: { FunctionName: string }[] };
  const names = Functions.map(({ FunctionName }) => FunctionName).sort();
  const ends = wanted.includes('/') ? [wanted.replace('/', '-')] : [wanted, `${wanted}-handler`];
  const found = ends
    .flatMap((end) => names.filter((name) => name === end || name.endsWith(`-${end}`)))
    .at(0);
  const ofService = names.filter((name) => name.includes(`-${wanted}-`));
  const name = found ?? (ofService.length === 1 ? ofService[0] : undefined);
  if (name) return name;
  const list = (ofService.length > 1 ? ofService : names).map((one) => `  ${shorten(one)}`);
  const what = ofService.length > 1 ? `${wanted} has several functions` : `no function ${wanted}`;
  throw new UsageError(`${what}; choose one of\n${list.join('\n')}`);
}

function shorten(name: string): string {
  return name.replace(/^tandem-[^-]+-/, '').replace(/-([^-]+)$/, '/$1');
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

async function callAlone(
  wanted: string,
  event: string,
  changes: Changes | undefined,
  terminal: Terminal,
): Promise<number> {
  const stage = 'dev';
  const quiet: Terminal = { ...terminal, line: terminal.error, spin: () => () => undefined };
  await makeAssembly(stage, createScreen(quiet));
  const service = wanted.split('/')[0];
  const logs = createLogs({
    show: (source, line) => {
      if (source === service && !line.startsWith('REPORT ')) terminal.error(line);
    },
  });
  const system = await startSystem({
    assembly: paths.assembly,
    stage,
    ports: { api: 0, aws: 0 },
    logs,
  });
  try {
    const { api, aws } = system.cloud.endpoints;
    const endpoint = `http://127.0.0.1:${aws}`;
    await seed({ apiUrl: `http://localhost:${api}/v1`, awsUrl: endpoint, stage }, seedSteps);
    const invocation = { endpoint, wanted, event };
    if (changes) apply(system, await resolve(invocation), changes);
    return await call(invocation, terminal);
  } finally {
    await system.stop();
    logs.close();
  }
}

/** The copy is this command's own, so its configuration may be changed in place. */
function apply({ cloud }: System, name: string, changes: Changes): void {
  const config = cloud.functions.config(name);
  Object.assign(config.environment, changes.environment);
  if (changes.timeoutSeconds !== undefined) {
    Object.assign(config, { timeoutSeconds: changes.timeoutSeconds });
  }
  cloud.functions.reload(name);
}
