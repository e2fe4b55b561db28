import type { Change, Condition, Item } from '../../platform/data/table.ts';

// As much of DynamoDB's expressions as our conditions and changes use: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html

type Attributes = Readonly<Record<string, unknown>> | undefined;

const tokenize = (expression: string): string[] =>
  expression.match(/<>|<=|>=|[=<>(),+]|-|[:#]?[A-Za-z_][\w.#]*(?:\[\d+\])?/g) ?? [];

class Parser {
  readonly #tokens: string[];
  readonly #expression: Condition;
  readonly #item: Attributes;
  #at = 0;

  constructor(expression: Condition, item: Attributes) {
    this.#tokens = tokenize(expression.expression);
    this.#expression = expression;
    this.#item = item;
  }

  peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error(`unfinished: ${this.#expression.expression}`);
    this.#at += 1;
    return token;
  }

  accept(...words: string[]): string | undefined {
    const token = this.peek();
    if (token === undefined || !words.includes(token.toUpperCase())) return undefined;
    this.#at += 1;
    return token.toUpperCase();
  }

  path(token = this.take()): string {
    return token
      .split('.')
      .map((part) => (part.startsWith('#') ? (this.#expression.names?.[part] ?? part) : part))
      .join('.');
  }

  read(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>((value, part) => (value as Attributes)?.[part], this.#item);
  }

  value(): unknown {
    const token = this.take();
    if (token.startsWith(':')) return this.#expression.values?.[token];
    if (token === 'if_not_exists') {
      this.take();
      const current = this.read(this.path());
      this.take();
      const fallback = this.sum();
      this.take();
      return current ?? fallback;
    }
    if (token === 'list_append') {
      this.take();
      const list = this.sum() as unknown[];
      this.take();
      const more = this.sum() as unknown[];
      this.take();
      return [...list, ...more];
    }
    return this.read(this.path(token));
  }

  sum(): unknown {
    let value = this.value();
    for (let sign = this.accept('+', '-'); sign; sign = this.accept('+', '-')) {
      const other = Number(this.value());
      value = sign === '+' ? Number(value) + other : Number(value) - other;
    }
    return value;
  }

  or(): boolean {
    let value = this.and();
    while (this.accept('OR')) value = this.and() || value;
    return value;
  }

  and(): boolean {
    let value = this.not();
    while (this.accept('AND')) value = this.not() && value;
    return value;
  }

  not(): boolean {
    if (this.accept('NOT')) return !this.not();
    if (this.accept('(')) {
      const value = this.or();
      this.take();
      return value;
    }
    return this.comparison();
  }

  comparison(): boolean {
    const test = this.peek();
    if (test === 'attribute_exists' || test === 'attribute_not_exists') {
      this.take();
      this.take();
      const found = this.read(this.path()) !== undefined;
      this.take();
      return found === (test === 'attribute_exists');
    }
    const left = this.sum() as number;
    const operator = this.take();
    const right = this.sum() as number;
    switch (operator) {
      case '=':
        return left === right;
      case '<>':
        return left !== right;
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      case '>=':
        return left >= right;
      default:
        throw new Error(`unknown operator ${operator}`);
    }
  }
}

export const evaluate = (condition: Condition, item: Attributes): boolean =>
  new Parser(condition, item).or();

/** Positions name the list as it was, whatever else is removed with them. */
const withoutPositions = (list: unknown, removed: readonly number[]): unknown[] =>
  (list as unknown[]).filter((_, position) => !removed.includes(position));

/** A copy with another value at the path, of which all but the last part is there. */
const withValue = (
  item: Record<string, unknown>,
  [name = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown> => ({
  ...item,
  [name]: rest.length === 0 ? value : withValue(item[name] as Record<string, unknown>, rest, value),
});

/** SET; REMOVE and ADD on top-level attributes, and REMOVE of a list's members. */
export const update = (change: Change, item: Item): Item => {
  const parser = new Parser(change, item);
  let next: Record<string, unknown> = { ...item };
  const removed = new Map<string, number[]>();
  let clause: string | undefined;
  while (parser.peek() !== undefined) {
    clause = parser.accept('SET', 'REMOVE', 'ADD') ?? clause;
    const path = parser.path();
    const [, list, position] = /^(.+)\[(\d+)\]$/.exec(path) ?? [];
    if (list !== undefined) removed.set(list, [...(removed.get(list) ?? []), Number(position)]);
    else if (clause === 'REMOVE') delete next[path];
    else if (clause === 'ADD') next[path] = Number(item[path] ?? 0) + Number(parser.value());
    else {
      parser.take();
      next = withValue(next, path.split('.'), parser.sum());
    }
    parser.accept(',');
  }
  for (const [list, positions] of removed) next[list] = withoutPositions(item[list], positions);
  return next as Item;
};
