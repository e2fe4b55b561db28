// Stack traces of a bundle name files and lines of the repository. Its map is read when there is a first error to tell of:
// `--enable-source-maps` goes through every character of a bundle at each start, a quarter of what a function's start takes.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

const maps = new Map<string, SourceMap | undefined>();

const readMap = (url: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')));
  } catch {
    // It has none, or one that says nothing: the frame stays as it is.
    return undefined;
  }
};

const mapOf = (url: string): SourceMap | undefined => {
  if (!maps.has(url)) maps.set(url, readMap(url));
  return maps.get(url);
};

/** The frame as V8 writes it, with the place in the source where the map knows it. */
const frameText = (frame: NodeJS.CallSite): string => {
  const text = frame.toString();
  const url = frame.getFileName();
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (!url?.startsWith('file:') || line === null || column === null) return text;
  const origin = mapOf(url)?.findOrigin(line, column);
  if (origin === undefined || !('fileName' in origin)) return text;
  const path = fileURLToPath(new URL(origin.fileName, url));
  return text.replace(
    `${url}:${line}:${column}`,
    `${path}:${origin.lineNumber}:${origin.columnNumber}`,
  );
};

const headline = (error: unknown): string => {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
};

Error.prepareStackTrace = (error, frames) =>
  [headline(error), ...frames.map((frame) => `    at ${frameText(frame)}`)].join('\n');

// Node would print the line that threw: here that is most of the bundle. Lambda's runtime has said and ended it before.
process.on('uncaughtException', (error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
});
