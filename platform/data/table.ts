// What a service asks of its one table: reads by key and by prefix, and transactions whose refusals are facts with names.

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & Readonly<Record<string, unknown>>;

interface Expression {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A DynamoDB condition expression that has a name in our code. */
export type Condition = Expression;

/** A DynamoDB update expression. */
export type Change = Expression;

/** `refused` makes the error that a failed condition means. */
export type Write = { readonly condition?: Condition; readonly refused?: () => Error } & (
  | { readonly put: Item }
  | { readonly update: Key; readonly change: Change }
  | { readonly remove: Key }
  | { readonly check: Key }
);

export const isNew: Condition = { expression: 'attribute_not_exists(pk)' };

export const exists: Condition = { expression: 'attribute_exists(pk)' };

export const versionIs = (version: number): Condition => ({
  expression: '#version = :expectedVersion',
  names: { '#version': 'version' },
  values: { ':expectedVersion': version },
});

export const both = (a: Condition, b: Condition): Condition => ({
  expression: `(${a.expression}) AND (${b.expression})`,
  names: { ...a.names, ...b.names },
  values: { ...a.values, ...b.values },
});

export interface QueryOptions {
  /** Only sort keys that begin so. */
  readonly prefix?: string;
  /** Only sort keys from this one on; with newestFirst. */
  readonly since?: string;
  /** Only sort keys strictly after this one, in the direction asked for. */
  readonly after?: string;
  /** Only sort keys up to this one; the oldest first. */
  readonly until?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly consistent?: boolean;
}

export interface Table {
  /** Always a consistent read. */
  get<T extends object = Item>(key: Key): Promise<(Key & T) | undefined>;
  /** What is there of these keys, each asked once, in no order; consistent unless told otherwise. */
  getMany<T extends object = Item>(
    keys: readonly Key[],
    options?: { readonly consistent?: boolean },
  ): Promise<(Key & T)[]>;
  /** Items of a partition in the order of their sort keys; consistent unless told otherwise. */
  query<T extends object = Item>(pk: string, options?: QueryOptions): Promise<(Key & T)[]>;
  /** Items of a sparse index whose sort key is at most `until`, page by page to the last: eventually consistent, never the basis of a decision. */
  queryIndex<T extends object = Item>(
    index: 'pending-index' | 'due-index',
    partition: string,
    until: string,
    pageSize?: number,
  ): AsyncIterable<(Key & T)[]>;
  /** All writes or none. Throws `refused` of the first failed condition, or `overloaded` when conflicts do not end. */
  transact(writes: readonly Write[]): Promise<void>;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactionLimit = 100;
