// Structured logs with one field schema for functions and containers: one JSON object a line, no secrets.
import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Members that never reach a log line, at the top and one level down. */
const secrets = [
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
];

/** Fields: time (ISO 8601), level, service, version, message, then what the line is about (requestId, correlationId, …). */
export const createLog = (config: {
  SERVICE: string;
  SERVICE_VERSION: string;
  LOG_LEVEL: string;
}): Log =>
  pino(
    {
      level: config.LOG_LEVEL,
      base: { service: config.SERVICE, version: config.SERVICE_VERSION },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], remove: true },
    },
    pino.destination({ fd: 1, sync: true }),
  );
