// What would stop a start, told before anything is built.
import { UsageError } from '../../../platform/cli/flags.ts';
import { requireFolder, requireOwnFolder } from '../../cli/data-folder.ts';
import { paths, shown } from '../../cli/paths.ts';
import { requireContext } from '../../cli/prepare.ts';
import { listRunning, type Running } from '../../cli/running.ts';
import { type Holder, holderOf, isFree } from '../../cloud/ports.ts';
import { findDynoxide, howToGetDynoxide } from '../../dynamodb/binary.ts';
import type { StartOptions } from './options.ts';

export async function requireAll(options: StartOptions): Promise<void> {
  requireDatabase();
  await requireFree(options);
  const { build, stage, context } = options;
  const isPlain = stage === 'dev' && Object.keys(context).length === 0;
  if (build && !isPlain) await requireContext(stage, context);
  requireFolder(paths.local, 'the repository must be writable');
  if (options.data === undefined) return;
  requireFolder(options.data, '--data wants a folder');
  requireOwnFolder(options.data);
}

function requireDatabase(): void {
  if (process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined && findDynoxide() === undefined) {
    throw new UsageError(howToGetDynoxide());
  }
}

function nameOf(holder: Holder | Running | undefined, port: number): string {
  if (holder === undefined) {
    return port < 1024 ? 'another process, or for the superuser only' : 'another process';
  }
  const what = 'command' in holder ? holder.command.slice(0, 80) : 'a copy that is starting';
  return `process ${holder.pid} (${what})`;
}

/** Throws UsageError with who has a port or the folder, also where that copy is still being built. */
export async function requireFree(
  { ports, data }: Pick<StartOptions, 'ports' | 'data'>,
  copies = listRunning(paths.run),
): Promise<void> {
  const wanted = [
    [ports.api, '--port or PORT'],
    [ports.aws, '--aws-port or TANDEM_AWS_PORT'],
  ] as const;
  for (const [port, how] of wanted) {
    // A copy listens only when all is built.
    const starting = copies.find((one) => Object.values(one.ports).includes(port));
    if (starting === undefined && (await isFree(port))) continue;
    const holder = holderOf(port) ?? starting;
    throw new UsageError(
      `port ${port} is in use by ${nameOf(holder, port)}; choose another with ${how}`,
    );
  }
  const keeping = copies.find((one) => data !== undefined && one.data === data);
  if (keeping) {
    throw new UsageError(
      `${shown(keeping.data ?? '')} is in use by the copy on port ${keeping.ports.api} (process ${keeping.pid}); start with --ephemeral or another --data`,
    );
  }
}
