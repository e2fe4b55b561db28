// The system that a start runs, followed by its sources where it is asked for.
import { cpSync, rmSync } from 'node:fs';
import { paths } from '../../cli/paths.ts';
import { StepError } from '../../cli/prepare.ts';
import type { Screen } from '../../cli/screen.ts';
import type { Logs } from '../../cloud/logs/logs.ts';
import { type System, type SystemOptions, startSystem } from '../../tandem/system.ts';
import type { StartOptions } from './options.ts';

export async function startAll(
  options: StartOptions,
  screen: Screen,
  own: Pick<SystemOptions, 'logs' | 'isFilled'>,
): Promise<System> {
  const clear = screen.doing('resources');
  try {
    return await startSystem({
      assembly: options.watch ? watchedCopy() : paths.assembly,
      stage: options.stage,
      ports: options.ports,
      ...(options.data !== undefined && { dataDir: options.data }),
      ...own,
      onStep: ({ name, text, durationMs }) => screen.done(name, text, durationMs),
      tasks: { limit: options.tasks },
    });
  } catch (error) {
    throw new StepError('run', (error as Error).message, 'npm run logs');
  } finally {
    clear();
  }
}

/** Assets are named by their content, so those that change while they run are a copy. */
function watchedCopy(): string {
  rmSync(paths.watched, { recursive: true, force: true });
  cpSync(paths.assembly, paths.watched, { recursive: true });
  return paths.watched;
}

export async function watch(
  { cloud, putSiteFiles }: System,
  logs: Logs,
): Promise<{ close(): Promise<void> }> {
  const { watchSources } = await import('../../tandem/build/watch.ts');
  const { createTypeCheck } = await import('../../tandem/build/type-check.ts');
  const say = (text: string) => {
    for (const line of text.split('\n')) logs.line('watch', line);
  };
  const running = { ...cloud, putSiteFiles };
  return await watchSources(running, say, { changed: createTypeCheck(say) });
}

export function killAll({ cloud }: System): void {
  for (const { pid } of cloud.processes()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
