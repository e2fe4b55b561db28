// Structured logs with one field schema for functions and containers: one JSON object a line, no secrets.
import pino, { type DestinationStream, type Logger } from 'pino';
import { activeSpan } from './trace.ts';

export type Log = Logger;

/** Members of a line that never reach it, wherever they stand; the context of a child logger is ids of ours. */
const secrets: ReadonlySet<string> = new Set([
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'clientSecret',
  'authorization',
  'cookie',
  'otp',
  'email',
]);

type Members = Record<string, unknown>;

const isPlain = (value: unknown): value is Members => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Levels below the line itself that are looked at. */
const depth = 4;

/**
 * The members without secrets; the same object where there are none, which is nearly always.
 * Pino's own redaction copies every line: it was half of what a log line cost.
 */
const withoutSecrets = (members: Members, levels = depth): Members => {
  let clean: Members | undefined;
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (secrets.has(name)) {
      clean ??= { ...members };
      delete clean[name];
    } else if (levels > 0 && isPlain(value)) {
      const inner = withoutSecrets(value, levels - 1);
      if (inner === value) continue;
      clean ??= { ...members };
      clean[name] = inner;
    }
  }
  return clean ?? members;
};

const traceOf = () => {
  const span = activeSpan();
  return span && { traceId: span.traceId };
};

export interface LogConfig {
  readonly STAGE?: string;
  readonly SERVICE: string;
  readonly SERVICE_VERSION: string;
  readonly LOG_LEVEL: string;
}

/** Fields: time (ISO 8601), level, stage, service, version, message, then what the line is about (traceId, requestId, correlationId, …). */
export const createLog = (
  config: LogConfig,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
  /** What every line says besides, asked for each. */
  members?: () => object,
): Log =>
  pino(
    {
      level: config.LOG_LEVEL,
      base: { stage: config.STAGE, service: config.SERVICE, version: config.SERVICE_VERSION },
      messageKey: 'message',
      mixin: () => ({ ...members?.(), ...traceOf() }),
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (level) => ({ level }),
        log: (members) => withoutSecrets(members),
      },
      serializers: {
        error: (error: Error) =>
          withoutSecrets(pino.stdSerializers.err(error) as unknown as Members),
      },
    },
    destination,
  );
