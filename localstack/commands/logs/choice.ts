// Which lines a person wants.
import { UsageError } from '../../../platform/cli/flags.ts';
import type { Flags } from '../../cli/arguments.ts';
import { type LogFilter, levels, namesOfTrace } from '../../cloud/logs/line.ts';

export function filterOf({ grep, level, order, trace }: Flags['values']): LogFilter {
  const known = levels.find((each) => each === level);
  if (level !== undefined && known === undefined) {
    throw new UsageError(`--level is one of ${levels.join(', ')}, not ${String(level)}`);
  }
  if (order !== undefined && trace !== undefined) {
    throw new UsageError('--order or --trace: choose one of them');
  }
  for (const [name, value] of Object.entries({ grep, order, trace })) {
    if (value === '') throw new UsageError(`--${name} wants a text`);
  }
  return {
    ...(grep !== undefined && { text: String(grep) }),
    ...(known !== undefined && { level: known }),
    ...(order !== undefined && { ids: [String(order)] }),
    ...(trace !== undefined && { ids: namesOfTrace(String(trace)) }),
  };
}

export function sinceOf(text: string, now: number): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const at = count && unit ? new Date(now - Number(count) * (units[unit] ?? 0)) : new Date(text);
  if (Number.isNaN(at.valueOf())) throw new UsageError(`--since ${text} is not a time; try 10m`);
  return at.toISOString();
}
