// What a stored item should look like: checked where items are read in numbers, since one that somebody else has written must not stop the rest.

/** Where the first fault is, as a JSON pointer from the value on; undefined where there is none. Members that are not named may be there. */
export type Shape = (value: unknown) => string | undefined;

/** What is good in the eyes of somebody else. */
export const where =
  (isGood: (value: unknown) => boolean): Shape =>
  (value) =>
    isGood(value) ? undefined : '';

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
  (value) => {
    const faults = shapes.map((shape) => shape(value));
    return faults.includes(undefined) ? undefined : faults.at(-1);
  };

export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined ? undefined : shape(value);

export const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null ? undefined : shape(value);

export const listOf =
  (shape: Shape, least = 0): Shape =>
  (value) => {
    if (!Array.isArray(value) || value.length < least) return '';
    for (const [index, member] of value.entries()) {
      const fault = shape(member);
      if (fault !== undefined) return `/${index}${fault}`;
    }
    return undefined;
  };

export const byName =
  (shape: Shape): Shape =>
  (value) => {
    if (!isRecord(value)) return '';
    for (const [name, member] of Object.entries(value)) {
      const fault = shape(member);
      if (fault !== undefined) return `/${escaped(name)}${fault}`;
    }
    return undefined;
  };

export const members = (shapes: Readonly<Record<string, Shape>>): Shape => {
  const named = Object.entries(shapes);
  return (value) => {
    if (!isRecord(value)) return '';
    for (const [name, shape] of named) {
      const fault = shape(value[name]);
      if (fault !== undefined) return `/${name}${fault}`;
    }
    return undefined;
  };
};
