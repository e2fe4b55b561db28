// Names of functions by the sources, for before there is a system that knows its own.
import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../cli/paths.ts';

/** `functions/auth/handler.entry.ts` → `auth-handler`; two functions may share an entry, and each has an event. */
export function knownNames(): string[] {
  const entries = globSync('functions/*/*.entry.ts', { cwd: repository }).map((file) =>
    file.replace(/^functions[\\/](.+)[\\/](.+)\.entry\.ts$/, '$1-$2'),
  );
  const events = readdirSync(join(repository, 'tests/events')).map((file) =>
    file.replace(/\.json$/, ''),
  );
  return [...new Set([...entries, ...events])].map((name) => `tandem-dev-${name}`);
}
