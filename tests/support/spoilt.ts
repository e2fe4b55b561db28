import type { Item } from '../../platform/data/table.ts';

// What may become of a stored item by a hand or a bug: every member of it, however deep, is gone or something else.

const others: readonly unknown[] = [undefined, null, -7, 'text', 'USD', [], {}, [{ a: null }]];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const replaced = (value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown => {
  if (name === undefined || !isObject(value)) return by;
  const part = replaced(value[name], rest, by);
  if (Array.isArray(value)) return value.with(Number(name), part);
  const { [name]: _, ...others } = value;
  return part === undefined ? others : { ...others, [name]: part };
};

const pathsOf = (value: unknown, path: readonly string[] = []): readonly string[][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, part]) => [
        [...path, name],
        ...pathsOf(part, [...path, name]),
      ])
    : [];

/** Every way to spoil one member, by what was done; its keys stay, since an item without them cannot be. */
export const spoiltWays = (item: Item): readonly (readonly [string, Item])[] => {
  const { pk, sk, ...members } = item;
  return pathsOf(members).flatMap((path) =>
    others.map((other) => {
      const spoilt = replaced(members, path, other) as object;
      return [`/${path.join('/')}: ${JSON.stringify(other)}`, { ...spoilt, pk, sk }] as const;
    }),
  );
};
