// What a stored item should look like: checked where items are read in numbers, since one that somebody else has written must not stop the rest.

/** The place of the first fault as a JSON pointer; undefined where there is none. Members that are not named may be there. */
export type Shape = (value: unknown, at?: string) => string | undefined;

/** What is good in the eyes of somebody else. */
export const where =
  (isGood: (value: unknown) => boolean): Shape =>
  (value, at = '') =>
    isGood(value) ? undefined : at;

const first = (faults: Iterable<string | undefined>): string | undefined => {
  for (const fault of faults) if (fault !== undefined) return fault;
  return undefined;
};

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

export const text = where((value) => typeof value === 'string');

export const integer = where(Number.isSafeInteger);

/** A version or a count that begins with 1. */
export const positive = where((value) => Number.isSafeInteger(value) && Number(value) > 0);

/** An ISO time. */
export const time = where((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));

export const oneOf = (...values: readonly unknown[]): Shape =>
  where((value) => values.includes(value));

export const anyOf =
  (...shapes: readonly Shape[]): Shape =>
  (value, at = '') => {
    const faults = shapes.map((shape) => shape(value, at));
    return faults.includes(undefined) ? undefined : faults.at(-1);
  };

export const optional =
  (shape: Shape): Shape =>
  (value, at = '') =>
    value === undefined ? undefined : shape(value, at);

export const orNull =
  (shape: Shape): Shape =>
  (value, at = '') =>
    value === null ? undefined : shape(value, at);

export const listOf =
  (shape: Shape, least = 0): Shape =>
  (value, at = '') =>
    Array.isArray(value) && value.length >= least
      ? first(value.map((member, index) => shape(member, `${at}/${index}`)))
      : at;

export const byName =
  (shape: Shape): Shape =>
  (value, at = '') =>
    isRecord(value)
      ? first(
          Object.entries(value).map(([name, member]) => shape(member, `${at}/${escaped(name)}`)),
        )
      : at;

export const members =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, at = '') =>
    isRecord(value)
      ? first(Object.entries(shapes).map(([name, shape]) => shape(value[name], `${at}/${name}`)))
      : at;
