// Which tests concern a source: those that reach it by imports or run it as a program, the nearest first.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** A program that a test runs is named by its path. */
const programsIn = (text: string): string[] =>
  [...text.matchAll(/'((?:containers|events|functions|platform)\/[\w/.-]+\.ts)'/g)].flatMap(
    ([, path]) => path ?? [],
  );

/** The sources that one reaches, as paths of the repository. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { module } = parseSync(file, text);
  const named = [
    // With its quotes, where it is a text.
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      text.slice(start + 1, end - 1),
    ),
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    ),
  ];
  const imported = named
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name));
  const run = file.startsWith('tests/') ? programsIn(text) : [];
  return [...imported, ...run].filter((path) => existsSync(path));
}

export type Concerned = (source: string, project: string) => readonly string[];

const wordsOf = (path: string): string[] => path.split(/[^a-z]+/);

/** Tests of a service share what they import of it: one named like the source comes before others that are nearer by a step. */
const likeness = (source: string, test: string): number => {
  const words = new Set(wordsOf(source.replace(/\.ts$/, '')));
  return new Set(wordsOf(basename(test, '.test.ts')).filter((word) => words.has(word))).size;
};

/** Reads the imports of every test once; asked of a source, it answers the test files of a project from near to far. */
export function readConcerned(): Concerned {
  const importers = new Map<string, string[]>();
  const seen = new Set<string>();
  const open = globSync('tests/{unit,contract,integration}/**/*.test.ts');
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const imported of importsOf(file)) {
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
      open.push(imported);
    }
  }
  return (source, project) => {
    const distances = new Map([[source, 0]]);
    // A map is walked in the order of its entries, those added on the way included.
    for (const [file, distance] of distances) {
      for (const importer of importers.get(file) ?? []) {
        if (!distances.has(importer)) distances.set(importer, distance + 1);
      }
    }
    return [...distances]
      .filter(([file]) => file.startsWith(`tests/${project}/`))
      .map(([file, distance]) => ({ file, rank: distance - 2 * likeness(source, file) }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ file }) => file);
  };
}
