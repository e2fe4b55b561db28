// What a body of `POST /_tandem/faults` may ask for; what it may not is named with what it may.
import { type Fault, type FaultKind, faultKinds } from '../cloud/faults.ts';

export class FaultRefused extends Error {}

const calls = ['error', 'timeout-after', 'throttle', 'latency'] as const;

/** Kinds that make sense for a target; every other target is a service. */
const kindsOf: Readonly<Record<string, readonly FaultKind[]>> = {
  dynamodb: calls,
  sns: calls,
  ses: calls,
  /** The recipients' servers, which send mails back. */
  mailbox: ['bounce'],
  sqs: [...calls, 'duplicate', 'reorder'],
  /** Writes that never reach the table's stream, so that the sweeper must deliver. */
  stream: ['error'],
  provider: [...calls, 'kill'],
  any: ['kill'],
};
const serviceKinds: readonly FaultKind[] = [...calls, 'duplicate', 'reorder', 'kill'];

const members = new Set(['target', 'kind', 'rate', 'seed', 'delayMs']);
const longestDelayMs = 60_000;

function checkNumber(value: unknown, name: string, least: number, most: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most) {
    throw new FaultRefused(`${name} must be a number from ${least} to ${most}`);
  }
}

function checkTarget(target: unknown, kind: unknown, services: readonly string[]): void {
  const targets = [...Object.keys(kindsOf), ...services];
  if (typeof target !== 'string' || !targets.includes(target)) {
    throw new FaultRefused(`target must be one of ${targets.join(', ')}`);
  }
  if (!faultKinds.includes(kind as FaultKind)) {
    throw new FaultRefused(`kind must be one of ${faultKinds.join(', ')}`);
  }
  const allowed = kindsOf[target] ?? serviceKinds;
  if (!allowed.includes(kind as FaultKind)) {
    throw new FaultRefused(`${target} knows only ${allowed.join(', ')}, not ${String(kind)}`);
  }
}

function readFault(value: unknown, services: readonly string[]): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FaultRefused('a fault is an object { target, kind, rate, seed?, delayMs? }');
  }
  const { target, kind, rate, seed, delayMs } = value as Record<string, unknown>;
  const unknown = Object.keys(value).find((name) => !members.has(name));
  if (unknown !== undefined) throw new FaultRefused(`there is no member ${unknown} in a fault`);
  checkTarget(target, kind, services);
  if (rate === undefined) throw new FaultRefused('rate is missing: a share from 0 to 1');
  checkNumber(rate, 'rate', 0, 1);
  checkNumber(seed, 'seed', 0, 4_294_967_295);
  checkNumber(delayMs, 'delayMs', 1, longestDelayMs);
  return value as Fault;
}

/** One fault, or `{ "faults": [ … ] }`; throws FaultRefused. */
export function readFaults(body: unknown, services: readonly string[]): Fault[] {
  const many = (body as { faults?: unknown } | undefined)?.faults;
  if (many === undefined) return [readFault(body, services)];
  if (!Array.isArray(many)) throw new FaultRefused('faults must be a list');
  return many.map((one) => readFault(one, services));
}
