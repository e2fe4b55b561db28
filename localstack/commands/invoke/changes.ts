// What of a function is changed for one run of it.
import { UsageError } from '../../../platform/cli/flags.ts';
import type { Flags } from '../../cli/arguments.ts';
import type { Changes } from './target.ts';

export function changesOf({ env, timeout, inspect }: Flags['values']): Changes | undefined {
  if (env === undefined && timeout === undefined && inspect !== true) return undefined;
  const pairs = ((env ?? []) as string[]).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--env ${pair} must be KEY=VALUE`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const timeoutSeconds = timeout === undefined ? undefined : Number(timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0 && timeoutSeconds <= mostSeconds)) {
    throw new UsageError(
      `--timeout must be a number of seconds up to ${mostSeconds}, not ${String(timeout)}`,
    );
  }
  return { environment: Object.fromEntries(pairs), timeoutSeconds, inspect: inspect === true };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const mostSeconds = 900;
