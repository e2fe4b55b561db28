// A table whose transactions take time, as DynamoDB's do: while one has an item, another that wants it is refused and begins again after a pause. Time is a calendar's, so that conflicts can be counted and a run repeated.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling

import type { Table, Write } from '../../platform/data/table.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { mostAttempts, retryPause } from '../../platform/kernel/retry.ts';

/** Resolves after so many milliseconds of whatever time it goes by. */
export type Wait = (ms: number) => Promise<unknown>;

const nameOf = (write: Write): string => {
  const { pk, sk } =
    'put' in write
      ? write.put
      : 'update' in write
        ? write.update
        : 'remove' in write
          ? write.remove
          : write.check;
  return `${pk} ${sk}`;
};

export const contended = (
  table: Table,
  {
    wait,
    random,
    transactionMs,
    callMs,
  }: {
    readonly wait: Wait;
    readonly random: () => number;
    readonly transactionMs: number;
    readonly callMs: number;
  },
): Table & { readonly conflicts: () => number } => {
  const taken = new Set<string>();
  let conflicts = 0;

  const after =
    <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      await wait(callMs);
      return call(...given);
    };

  const hold = async (names: readonly string[], run: () => Promise<void>): Promise<void> => {
    for (const name of names) taken.add(name);
    await wait(transactionMs);
    for (const name of names) taken.delete(name);
    await run();
  };

  const transact = async (writes: readonly Write[]): Promise<void> => {
    if (writes.length === 1) return after(table.transact)(writes);
    const names = writes.map(nameOf);
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      if (!names.some((name) => taken.has(name))) return hold(names, () => table.transact(writes));
      conflicts += 1;
      await wait(callMs + retryPause(attempt, random));
    }
    throw new AppError('overloaded', { retryAfter: 1 });
  };

  return {
    ...table,
    get: after(table.get) as Table['get'],
    getMany: after(table.getMany) as Table['getMany'],
    query: after(table.query) as Table['query'],
    transact,
    conflicts: () => conflicts,
  };
};
