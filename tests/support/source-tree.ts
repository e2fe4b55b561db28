// The files of the product and what each of them imports of the others.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';

export interface SourceFile {
  readonly path: string;
  /** Import declarations, packages included. */
  readonly imports: number;
  /** Files of the repository. */
  readonly uses: readonly string[];
}

const statement = /^(?:import|export)\s(?:[^;]*?\sfrom\s)?'([^']+)'/gm;
const dynamic = /\bimport\('(\.[^']+)'\)/g;

const read = (path: string): SourceFile => {
  const text = readFileSync(path, 'utf8');
  const named = [...text.matchAll(statement)].map(([, name = '']) => name);
  const later = [...text.matchAll(dynamic)].map(([, name = '']) => name);
  return {
    path,
    imports: named.length,
    uses: [...named, ...later]
      .filter((name) => name.startsWith('.'))
      .map((name) => normalize(`${dirname(path)}/${name}`)),
  };
};

/** Whatever git knows or would take, without tests and what protobuf contracts are turned into. */
export const sourceFiles = (): readonly SourceFile[] =>
  execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '*.ts'],
    { encoding: 'utf8' },
  )
    .split('\0')
    .filter(
      (path) =>
        path.includes('/') &&
        !path.startsWith('tests/') &&
        !path.endsWith('_pb.d.ts') &&
        existsSync(path),
    )
    .map(read);

/** `from → to`, by where the files lie; nothing for what stays in its place. */
export const arrowsBetween = (
  files: readonly SourceFile[],
  placeOf: (path: string) => string | undefined,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const arrows = new Map<string, Set<string>>();
  for (const { path, uses } of files) {
    const from = placeOf(path);
    for (const used of uses) {
      const to = placeOf(used);
      if (from === undefined || to === undefined || from === to) continue;
      arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
    }
  }
  return arrows;
};
