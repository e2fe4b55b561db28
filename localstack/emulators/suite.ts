// The HTTP contract suite against whatever serves the API, its lines passed on as they come.

import { join } from 'node:path';
import { repository } from '../cli/paths.ts';
import { eachLine, exited, spawnChild, terminate } from '../cloud/children.ts';
import type { Host } from './host.ts';

export interface SuiteTarget {
  /** Public API with its stage. */
  readonly apiUrl: string;
  /** Where `/_tandem/mailbox` is. */
  readonly helpersUrl: string;
}

/** Answers whether all of it holds. */
export async function runSuite(
  { apiUrl, helpersUrl }: SuiteTarget,
  host: Host,
  onLine: (line: string) => void,
): Promise<boolean> {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
  const { FORCE_COLOR: _colour, ...environment } = process.env;
  const child = spawnChild(
    process.execPath,
    [vitest, 'run', '--project', 'e2e', '--no-file-parallelism', 'tests/http-contract'],
    {
      cwd: repository,
      env: { ...environment, NO_COLOR: '1', BASE_URL: apiUrl, HELPERS_URL: helpersUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  host.track({ name: 'suite', kind: 'provider', pid: child.pid });
  host.onStop('suite', () => terminate(child, 2000));
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
  await exited(child);
  host.untrack(child.pid);
  return child.exitCode === 0;
}
