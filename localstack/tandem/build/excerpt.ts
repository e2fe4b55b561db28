// Where in our sources an error was thrown, with the lines around it.

import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const around = 2;

/** The first frame of a stack that lies below `root` and comes from no package. */
function placeOf(stack: string, root: string): Place | undefined {
  for (const [, where = '', line, column] of stack.matchAll(
    /(?:at |\()((?:file:\/\/)?\/[^()\n]*?):(\d+):(\d+)\)?$/gm,
  )) {
    const path = relative(root, where.startsWith('file:') ? fileURLToPath(where) : where);
    const isOurs = !path.startsWith('..') && !isAbsolute(path) && !path.includes('node_modules');
    if (isOurs) return { path, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** As esbuild shows what it cannot build; empty where the stack names no file that can be read. */
export function excerptOf(stack: string, root: string): string {
  const place = placeOf(stack, root);
  if (!place) return '';
  const { path, line, column } = place;
  const lines = linesOf(`${root}/${path}`);
  const first = Math.max(1, line - around);
  const width = String(line + around).length;
  const shown = lines.slice(first - 1, line + around).flatMap((text, index) => {
    const number = first + index;
    const shownLine = `${String(number).padStart(width)} │ ${text}`.trimEnd();
    return number === line
      ? [shownLine, `${' '.repeat(width)} ╵ ${' '.repeat(column - 1)}^`]
      : [shownLine];
  });
  return [`${path}:${line}:${column}`, ...shown].join('\n');
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
