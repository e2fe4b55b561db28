// What would stop a start, told before anything is built.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { UsageError } from '../../../platform/cli/flags.ts';
import { makeFolder, paths, shown } from '../../cli/paths.ts';
import { requireContext } from '../../cli/prepare.ts';
import { listRunning } from '../../cli/running.ts';
import { holderOf, isFree } from '../../cloud/ports.ts';
import { findDynoxide, howToGetDynoxide } from '../../dynamodb/binary.ts';
import type { StartOptions } from './options.ts';

export async function requireAll(options: StartOptions): Promise<void> {
  requireDatabase();
  await requireFree(options);
  const { build, stage, context } = options;
  const isPlain = stage === 'dev' && Object.keys(context).length === 0;
  if (build && !isPlain) await requireContext(stage, context);
  if (options.data !== undefined) requireFolder(options.data);
}

function requireDatabase(): void {
  if (process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined && findDynoxide() === undefined) {
    throw new UsageError(howToGetDynoxide());
  }
}

function requireFolder(data: string): void {
  try {
    makeFolder(data);
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`no data can be kept in ${shown(data)} (${code}); --data wants a folder`);
  }
}

async function requireFree({ ports, data }: StartOptions): Promise<void> {
  const wanted = [
    [ports.api, '--port or PORT'],
    [ports.aws, '--aws-port or TANDEM_AWS_PORT'],
  ] as const;
  for (const [port, how] of wanted) {
    if (await isFree(port)) continue;
    const holder = holderOf(port);
    const who = holder
      ? `process ${holder.pid} (${holder.command.slice(0, 80)})`
      : 'another process';
    throw new UsageError(`port ${port} is in use by ${who}; choose another with ${how}`);
  }
  const keeping = listRunning(paths.run).find((one) => data !== undefined && one.data === data);
  if (keeping) {
    throw new UsageError(
      `${shown(keeping.data ?? '')} is in use by the copy on port ${keeping.ports.api} (process ${keeping.pid}); start with --ephemeral or another --data`,
    );
  }
}
