// Reads that are asked for at the same moment travel as one request.
import type { Key, Table } from './table.ts';

interface Waiting {
  readonly key: Key;
  readonly resolve: (item: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** The same table; `get`s of one tick are one BatchGetItem, a single one stays a GetItem. */
export const batchedReads = (table: Table): Table => {
  let waiting: Waiting[] = [];

  const send = async (asked: readonly Waiting[]): Promise<Map<string, unknown>> => {
    const [first, ...others] = asked.map(({ key }) => key);
    if (first === undefined) return new Map();
    const items =
      others.length === 0 ? [await table.get(first)] : await table.getMany([first, ...others]);
    return new Map(items.flatMap((item) => (item === undefined ? [] : [[nameOf(item), item]])));
  };

  const flush = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    try {
      const items = await send(asked);
      for (const { key, resolve } of asked) resolve(items.get(nameOf(key)));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  const get = (key: Key): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ key, resolve, reject });
    });

  return { ...table, get: get as Table['get'] };
};
