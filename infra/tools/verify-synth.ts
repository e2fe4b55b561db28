// `npm run tandem -- synth:verify`: what is promised of a synthesis, measured: its time, that it asks nobody, and that it is the same again.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFlags } from '../../platform/cli/flags.ts';
import { variants } from '../checks/every-option.ts';

const usage = `Usage: npm run tandem -- synth:verify [--seconds <n>]

Synthesises both stages, and prod with every option, with validation, as npm run synth
does, and fails when one has a finding that is not acknowledged, wants the network, or
(each stage as it is) takes longer than it may or comes out different the second time.
  --seconds <n>   how long one synthesis may take (15)
  --help          this text`;

type Variant = (typeof variants)[number];

interface Synthesis {
  readonly seconds: number;
  readonly status: number | null;
  readonly said: string;
  /** What it wanted of the network, e.g. `CONNECT registry.npmjs.org:443`. */
  readonly asked: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

/** Every way out leads to a proxy that answers nothing and remembers what was asked. */
const withoutNetwork = async <T>(
  use: (environment: NodeJS.ProcessEnv, asked: readonly string[]) => Promise<T>,
): Promise<T> => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      asked.push(data.toString().split(' HTTP/', 1)[0] ?? '');
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  const proxies = Object.fromEntries(names.map((name) => [name, proxy]));
  try {
    return await use({ ...process.env, ...proxies, NODE_USE_ENV_PROXY: '1' }, asked);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

const filesOf = (directory: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1')]),
  );

const synthesise = ({ stage, context }: Variant): Promise<Synthesis> =>
  withoutNetwork(async (env, asked) => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-synth-'));
    const startedAt = performance.now();
    const given = Object.entries({ ...context, stage }).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ]);
    const args = ['synth', '--quiet', '--output', directory, ...given];
    const child = spawn('cdk', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const files = filesOf(directory);
    rmSync(directory, { recursive: true, force: true });
    return { seconds, status, said, asked, files };
  });

const differences = (one: Synthesis['files'], other: Synthesis['files']): readonly string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter(
    (path) => one.get(path) !== other.get(path),
  );

const isPlain = ({ context }: Variant): boolean => Object.keys(context).length === 0;

const faultsOf = (
  { title }: Variant,
  first: Synthesis,
  { second, limit }: { readonly second?: Synthesis; readonly limit: number },
): readonly string[] => {
  const { status, seconds, said, asked, files } = first;
  console.log(`${title}: ${seconds.toFixed(1)} s, ${files.size} files`);
  const isLate = second !== undefined && Math.min(seconds, second.seconds) > limit;
  const different = differences(files, (second ?? first).files);
  return [
    ...(status === 0 ? [] : [`it fails: ${said}`]),
    ...(isLate ? [`it takes longer than ${limit} s`] : []),
    ...asked.map((what) => `it wants the network: ${what}`),
    ...different.map((path) => `${path} comes out different the second time`),
  ].map((fault) => `${title}: ${fault}`);
};

/** What is timed has the machine to itself; the others are made side by side. */
const verifyAll = async (limit: number): Promise<readonly string[]> => {
  const plain = variants.filter(isPlain);
  const others = variants.filter((each) => !isPlain(each));
  const firsts: Synthesis[] = [];
  for (const variant of plain) firsts.push(await synthesise(variant));
  const seconds = await Promise.all(plain.map(synthesise));
  const made = await Promise.all(others.map(synthesise));
  return [
    ...plain.flatMap((each, at) =>
      faultsOf(each, firsts[at] as Synthesis, { second: seconds[at], limit }),
    ),
    ...others.flatMap((each, at) => faultsOf(each, made[at] as Synthesis, { limit })),
  ];
};

const main = async (): Promise<void> => {
  const { values } = parseFlags({
    options: { seconds: { type: 'string', default: '15' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const limit = Number(values.seconds);
  if (!(limit > 0)) throw new Error(`--seconds must be a number, not ${values.seconds}`);
  const faults = await verifyAll(limit);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

if (import.meta.main) await main();
