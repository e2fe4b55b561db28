// The faults of a chaos run: the shares that the reliability design names.
import type { Fault } from '../../localstack/cloud/faults.ts';

/** Every part draws from its own seed, so that leaving one out changes nothing of the others. */
export const faultMix = (names: readonly string[], seed: number): Fault[] => {
  const parts: Readonly<Record<string, readonly Omit<Fault, 'seed'>[]>> = {
    duplicate: [{ target: 'sqs', kind: 'duplicate', rate: 0.05, delayMs: 2000 }],
    reorder: [{ target: 'sqs', kind: 'reorder', rate: 0.02, delayMs: 1000 }],
    timeout: [
      { target: 'dynamodb', kind: 'timeout-after', rate: 0.01, delayMs: 300 },
      { target: 'sqs', kind: 'timeout-after', rate: 0.01, delayMs: 300 },
      { target: 'sns', kind: 'timeout-after', rate: 0.01, delayMs: 300 },
    ],
    throttle: [
      { target: 'dynamodb', kind: 'throttle', rate: 0.02 },
      { target: 'sqs', kind: 'throttle', rate: 0.02 },
      { target: 'sns', kind: 'throttle', rate: 0.02 },
    ],
    provider: [
      { target: 'provider', kind: 'timeout-after', rate: 0.03 },
      { target: 'provider', kind: 'error', rate: 0.01 },
    ],
    stream: [{ target: 'stream', kind: 'error', rate: 0.002 }],
    kill: [{ target: 'any', kind: 'kill', rate: 1, delayMs: 2000 }],
  };
  return names
    .flatMap((name) => parts[name] ?? [])
    .map((fault, index) => ({ ...fault, seed: (seed * 31 + index) >>> 0 }));
};
