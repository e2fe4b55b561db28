// What Lambda itself could not run, for throttling or because the environment was lost, its poller tries again while the messages are hidden.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeResult } from '../../cloud/cloud.ts';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

const throttled = (error: unknown): undefined => {
  if (error instanceof Error && error.name === 'TooManyRequestsException') return undefined;
  throw error;
};

/**
 * The first answer that is the function's own, its errors as well; undefined where there was none in time.
 * @param hiddenUntil ms since the epoch
 */
export const invokeWhileHidden = async (
  invoke: () => Promise<InvokeResult>,
  hiddenUntil: number,
  stopping: AbortSignal,
): Promise<InvokeResult | undefined> => {
  let pauseMs = firstPauseMs;
  for (;;) {
    const result = await invoke().catch(throttled);
    if (result && !result.isLost) return result;
    if (Date.now() + pauseMs > hiddenUntil) return undefined;
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return undefined;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
};
