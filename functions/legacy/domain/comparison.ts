// How two answers differ: where and in what way, never what they say, so that nothing personal is logged.

import type { LegacyRule } from '../../../events/http/legacy.ts';

export interface Difference {
  /** JSON Pointer with `*` for each item of a list, and for names that no contract would have. */
  readonly path: string;
  /** `missing`: only the legacy shop has it; `added`: only we do. */
  readonly kind: 'status' | 'missing' | 'added' | 'type' | 'value' | 'length';
}

export interface Compared {
  readonly status: number;
  /** Undefined where there is no body, or none in JSON. */
  readonly body: unknown;
}

type Rule = Pick<LegacyRule, 'ignore' | 'unordered' | 'tolerance'>;

/** Told of one pair of answers. */
const most = 20;
/** Levels that are looked at; answers of ours have fewer, and what is deeper counts as the same. */
const deepest = 20;

type Members = Readonly<Record<string, unknown>>;

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
};

/** Without what is ignored; lists whose order says nothing are sorted. */
const normal = (value: unknown, rule: Rule, path = '', depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return null;
  if (Array.isArray(value)) {
    const items = value.map((item) => normal(item, rule, `${path}/*`, depth + 1));
    if (!rule.unordered?.includes(path)) return items;
    const sortable = items.map((item) => [JSON.stringify(item) ?? '', item] as const);
    return sortable.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !rule.ignore?.includes(`${path}/${name}`))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, one]) => [name, normal(one, rule, `${path}/${name}`, depth + 1)]),
  );
};

/** A name that carries data, such as an address, is none that we would tell. */
const placeOf = (path: string): string =>
  path
    .split('/')
    .map((name) => (name === '' || /^[A-Za-z_][\w-]{0,39}$/.test(name) ? name : '*'))
    .join('/');

export const differencesOf = (
  legacy: Compared,
  tandem: Compared,
  rule: Rule = {},
): readonly Difference[] => {
  if (legacy.status !== tandem.status) return [{ path: '', kind: 'status' }];
  if (legacy.status >= 300) return [];
  const differences = new Map<string, Difference>();

  const note = (path: string, kind: Difference['kind']): void => {
    const difference = { path: placeOf(path), kind };
    if (differences.size < most) differences.set(JSON.stringify(difference), difference);
  };

  const lists = (one: readonly unknown[], other: readonly unknown[], path: string): void => {
    if (one.length !== other.length) note(path, 'length');
    else for (const [index, item] of one.entries()) walk(item, other[index], `${path}/*`);
  };

  const objects = (one: Members, other: Members, path: string): void => {
    for (const name of Object.keys(one)) {
      if (Object.hasOwn(other, name)) walk(one[name], other[name], `${path}/${name}`);
      else note(`${path}/${name}`, 'missing');
    }
    for (const name of Object.keys(other)) {
      if (!Object.hasOwn(one, name)) note(`${path}/${name}`, 'added');
    }
  };

  const walk = (one: unknown, other: unknown, path: string): void => {
    const kind = kindOf(one);
    if (kind !== kindOf(other)) note(path, 'type');
    else if (kind === 'list') lists(one as unknown[], other as unknown[], path);
    else if (kind === 'object') objects(one as Members, other as Members, path);
    else if (kind === 'number') {
      if (Math.abs(Number(one) - Number(other)) > (rule.tolerance ?? 0)) note(path, 'value');
    } else if (one !== other) note(path, 'value');
  };

  walk(normal(legacy.body, rule), normal(tandem.body, rule), '');
  return [...differences.values()];
};
