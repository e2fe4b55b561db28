// Work on several things, of which one that fails keeps nobody from the others.

/** In their order; throws what failed, together, once all were tried. */
export const oneByOne = async <T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  message: string,
): Promise<void> => {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, message);
};
