// One field of a cron expression: lists, ranges, steps and names.

export const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** Sunday is 1. */
export const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ');

export interface FieldRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names of the numbers from `low` on. */
  readonly names?: readonly string[];
}

/** Throws unless the text is a number or name within the range. */
export function numberOf(text: string, { name, low, high, names = [] }: FieldRange): number {
  const at = names.indexOf(text.toUpperCase());
  const value = at >= 0 ? at + low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new Error(`cron: ${name} has ${text || 'nothing'}, which is not within ${low}-${high}`);
}

function boundsOf(text: string, hasStep: boolean, range: FieldRange): [number, number] {
  const { low, high } = range;
  if (text === '*') return [low, high];
  const [fromText = '', toText, ...more] = text.split('-');
  const from = numberOf(fromText, range);
  const to = toText === undefined ? (hasStep ? high : from) : numberOf(toText, range);
  if (more.length > 0 || to < from) throw new Error(`cron: ${range.name} has no range ${text}`);
  return [from, to];
}

/** The numbers of a field in their order. */
export function numbersOf(text: string, range: FieldRange): number[] {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [bounds = '', stepText, ...more] = part.split('/');
    const step = stepText === undefined ? 1 : /^\d+$/.test(stepText) ? Number(stepText) : 0;
    if (step < 1 || more.length > 0) throw new Error(`cron: ${range.name} has no step ${part}`);
    const [from, to] = boundsOf(bounds, stepText !== undefined, range);
    for (let value = from; value <= to; value += step) numbers.add(value);
  }
  return [...numbers].sort((a, b) => a - b);
}
