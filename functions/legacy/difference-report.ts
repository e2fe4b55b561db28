// Where the answers of the two shops differed, from the log of the function: by route, path and kind, the most frequent first.
import { clientOptionsFor } from '../../platform/cli/operator.ts';
import type { Difference } from './domain/comparison.ts';

interface Comparison {
  readonly route: string;
  readonly Compared?: number;
  readonly Different?: number;
  readonly differences?: readonly Difference[];
}

/** CloudWatch Logs Insights, over the group of the function. */
const query = [
  'filter message = "legacy compared" and Different > 0',
  'fields route, differences.0.path, differences.0.kind',
  'stats count() as times by route, differences.0.path, differences.0.kind',
  'sort times desc',
].join(' | ');

/** Lines for a person. */
export const tally = (comparisons: readonly Comparison[]): readonly string[] => {
  const routes = [...new Set(comparisons.map(({ route }) => route))].sort();
  return routes.flatMap((route) => {
    const own = comparisons.filter((one) => one.route === route);
    const sum = (name: 'Compared' | 'Different') =>
      own.reduce((total, one) => total + (one[name] ?? 0), 0);
    const times = new Map<string, number>();
    for (const { path, kind } of own.flatMap(({ differences = [] }) => differences)) {
      const where = `${path || '/'} ${kind}`;
      times.set(where, (times.get(where) ?? 0) + 1);
    }
    const rows = [...times]
      .sort(([, one], [, other]) => other - one)
      .map(([where, count]) => `  ${String(count).padStart(6)} × ${where}`);
    const without = own.length - sum('Compared');
    return [
      `${route}: ${sum('Compared')} compared, ${sum('Different')} different, ${without} without two answers`,
      ...rows,
    ];
  });
};

/** Of the last lines of the running system; on AWS it says where to ask. */
export const differenceReport = async (
  where: Parameters<typeof clientOptionsFor>[0] & { readonly stage: string },
): Promise<readonly string[]> => {
  if (where.aws) {
    return [
      `In CloudWatch Logs Insights over /aws/lambda/tandem-${where.stage}-legacy-handler:`,
      `  ${query}`,
    ];
  }
  const { endpoint } = clientOptionsFor(where);
  const response = await fetch(`${endpoint}/_tandem/logs?text=legacy%20compared&limit=1000`);
  if (!response.ok) throw new Error(`the logs cannot be read: ${response.status}`);
  const { lines } = (await response.json()) as { lines: { record?: Comparison }[] };
  const found = lines.flatMap(({ record }) => (record?.route === undefined ? [] : [record]));
  return found.length === 0 ? ['nothing has been compared'] : tally(found);
};
