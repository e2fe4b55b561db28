// What something costs in CPU time, to be held against what else was measured in the same run: how fast the machine is decides nothing.

/** CPU time of the whole process that `run` takes (milliseconds). */
export const cpuMs = async (run: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** The least of five: in the others a collection or a compilation was in the way. */
export const leastCpuMs = async (run: () => unknown): Promise<number> => {
  const costs: number[] = [];
  for (let round = 0; round < 5; round += 1) costs.push(await cpuMs(run));
  return Math.min(...costs);
};
