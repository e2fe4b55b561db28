// What intrinsic functions are given: lists of so many entries, texts and truths.

interface Place {
  /** Where the value stands, for messages. */
  readonly path: string;
}

/** The fewest and the most entries. */
export type Range = readonly [least: number, most: number];

export const asList = (value: unknown, name: string, scope: Place): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`${scope.path}: ${name} wants a list`);
};

export const asText = (value: unknown, name: string, scope: Place): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new Error(`${scope.path}: ${name} wants a text, not ${JSON.stringify(value)}`);
};

/** The list as it is, which has so many entries. */
export function counted(
  argument: unknown,
  name: string,
  scope: Place,
  [least, most]: Range,
): unknown[] {
  const list = asList(argument, name, scope);
  if (list.length >= least && list.length <= most) return list;
  const wanted = least === most ? String(least) : `${least} to ${most}`;
  throw new Error(`${scope.path}: ${name} wants ${wanted} entries, not ${list.length}`);
}

/** Parameters have no booleans, only the texts of them. */
export function truthOf(value: unknown, name: string, path: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Error(`${path}: ${name} wants a condition, not ${JSON.stringify(value)}`);
}
