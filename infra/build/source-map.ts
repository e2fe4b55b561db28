// Where each piece of a bundle comes from, for stack traces: only what is of this repository, which is a tenth of the map.
// https://tc39.es/ecma426/

interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly mappings: string;
}

/** Column of the bundle, then source, line and column: each a difference to the one before; alone it maps to nothing. */
type Segment = readonly [column: number, source: number, line: number, sourceColumn: number];

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOfDigit = new Map([...digits].map((digit, value) => [digit, value]));

/** Base 64, five bits a digit, the lowest first; the lowest bit of all is the sign. */
const decode = (text: string): readonly number[] => {
  const numbers: number[] = [];
  let [number, shift] = [0, 0];
  for (const digit of text) {
    const value = valueOfDigit.get(digit) ?? 0;
    number += (value & 31) << shift;
    shift += 5;
    if (value < 32) {
      numbers.push(number & 1 ? -(number >> 1) : number >> 1);
      [number, shift] = [0, 0];
    }
  }
  return numbers;
};

const encode = (numbers: readonly number[]): string =>
  numbers
    .map((number) => {
      let text = '';
      let rest = number < 0 ? (-number << 1) | 1 : number << 1;
      do {
        const value = rest & 31;
        rest >>= 5;
        text += digits[rest > 0 ? value + 32 : value];
      } while (rest > 0);
      return text;
    })
    .join('');

const linesOf = (mappings: string): readonly (readonly Segment[])[] => {
  let [source, line, sourceColumn] = [0, 0, 0];
  return mappings.split(';').map((text) => {
    let column = 0;
    return text.split(',').flatMap((segment): Segment[] => {
      const [byColumn = 0, bySource, byLine = 0, bySourceColumn = 0] = decode(segment);
      column += byColumn;
      if (bySource === undefined) return [];
      source += bySource;
      line += byLine;
      sourceColumn += bySourceColumn;
      return [[column, source, line, sourceColumn]];
    });
  });
};

/** What is left out maps to nothing from its first column on, and not to what stands before it. */
const mappingsOf = (
  lines: readonly (readonly Segment[])[],
  kept: ReadonlyMap<number, number>,
): string => {
  let last = [0, 0, 0];
  return lines
    .map((segments) => {
      let [lastColumn, isMapped] = [0, false];
      const texts = segments.flatMap(([column, from, ...place]) => {
        const source = kept.get(from);
        if (source === undefined && !isMapped) return [];
        const byColumn = column - lastColumn;
        lastColumn = column;
        isMapped = source !== undefined;
        if (source === undefined) return [encode([byColumn])];
        const now = [source, ...place];
        const text = encode([byColumn, ...now.map((value, index) => value - (last[index] ?? 0))]);
        last = now;
        return [text];
      });
      return texts.join(',');
    })
    .join(';');
};

/** Without what comes from packages. */
export const ownSourceMap = (text: string): string => {
  const { version, sources, mappings } = JSON.parse(text) as SourceMap;
  const own = sources.flatMap((source, index) =>
    /(?:^|\/)node_modules\/|^[\w-]+:/.test(source) ? [] : [index],
  );
  const kept = new Map(own.map((index, position) => [index, position]));
  return JSON.stringify({
    version,
    sources: own.map((index) => sources[index]),
    names: [],
    mappings: mappingsOf(linesOf(mappings), kept),
  });
};
