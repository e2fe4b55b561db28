// How the code of the product is cut: lines, imports, functions and parameters of each file.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import {
  type ArrowFunctionExpression,
  type Function as NamedFunction,
  type Program,
  parseSync,
  Visitor,
} from 'oxc-parser';

export interface Measured {
  /** `path:line name` of a function, the path of a file. */
  readonly place: string;
  readonly size: number;
}

export interface CodeFile {
  readonly path: string;
  readonly lines: number;
  /** Import and re-export declarations. */
  readonly imports: number;
  /** Files that are there when this one runs: imports of types are none. */
  readonly needs: readonly string[];
  /** By their lines. */
  readonly functions: readonly Measured[];
  /** Functions by the parameters that they list. */
  readonly parameters: readonly Measured[];
  /** Names of functions that it exports and that make or run something. */
  readonly makers: readonly string[];
}

/** Written by a program, and read by none. */
const generated = /_pb\.(d\.ts|js)$|^clients\/typescript\/schema\.ts$/;

const listed = (): string[] => {
  const flags = ['-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  return execFileSync('git', ['ls-files', ...flags, '*.ts', '*.tsx', '*.mjs'], { encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && !/^(tests|docs)\//.test(path) && !generated.test(path))
    .filter((path) => existsSync(path));
};

type Statement = Program['body'][number];

/** The module that a statement imports, and whether only its types are wanted. */
const importOf = (node: Statement): { name: string; isType: boolean } | undefined => {
  switch (node.type) {
    case 'ImportDeclaration': {
      const named = node.specifiers.map((each) => 'importKind' in each && each.importKind);
      const areTypes = named.length > 0 && named.every((kind) => kind === 'type');
      return { name: node.source.value, isType: node.importKind === 'type' || areTypes };
    }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source
        ? { name: node.source.value, isType: node.exportKind === 'type' }
        : undefined;
    default:
      return undefined;
  }
};

type AnyFunction = NamedFunction | ArrowFunctionExpression;

const functionsIn = (program: Program, visit: (node: AnyFunction, name: string) => void) => {
  const names = new Map<unknown, string>();
  const each = (node: AnyFunction) =>
    visit(node, ('id' in node && node.id?.name) || (names.get(node) ?? ''));
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (init && id.type === 'Identifier') names.set(init, id.name);
    },
    Property: ({ key, value }) => {
      if (key.type === 'Identifier') names.set(value, key.name);
    },
    FunctionDeclaration: each,
    FunctionExpression: each,
    ArrowFunctionExpression: each,
  }).visit(program);
};

const maker = /^export (?:async )?(?:const|function) ((?:create|make|open|run|start)[A-Z]\w*)/gm;

const read = (path: string): CodeFile => {
  const text = readFileSync(path, 'utf8');
  const { program } = parseSync(path, text);
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineOf = (at: number): number => starts.findLastIndex((start) => start <= at) + 1;
  const imports = program.body.flatMap((node) => importOf(node) ?? []);
  const functions: Measured[] = [];
  const parameters: Measured[] = [];
  functionsIn(program, ({ start, end, params }, name) => {
    const line = lineOf(start);
    const place = `${path}:${line} ${name}`.trimEnd();
    functions.push({ place, size: lineOf(end - 1) - line + 1 });
    parameters.push({ place, size: params.length });
  });
  return {
    path,
    lines: starts.length - 1,
    imports: imports.length,
    needs: imports
      .filter(({ name, isType }) => name.startsWith('.') && !isType)
      .map(({ name }) => normalize(`${dirname(path)}/${name}`)),
    functions,
    parameters,
    makers: [...text.matchAll(maker)].flatMap(([, name = '']) => name),
  };
};

/** Whatever git knows or would take, without tests, documents and what is generated. */
export const codeFiles = (): readonly CodeFile[] => listed().map(read);

/** Files from which a way of imports leads back to them. */
export const circlesOf = (files: readonly CodeFile[]): string[] => {
  const left = new Map(files.map(({ path, needs }) => [path, new Set(needs)]));
  /** Away with all that needs nothing left, or that nothing left needs. */
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    const needed = new Set([...left.values()].flatMap((needs) => [...needs]));
    for (const [path, needs] of left) {
      const isLeaf = ![...needs].some((each) => left.has(each));
      if (isLeaf || !needed.has(path)) left.delete(path);
    }
  }
  return [...left.keys()];
};
