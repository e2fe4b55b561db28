// One request at the gateway: its path, query and headers as API Gateway reads them.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { blockSize, group, type HeaderList, last, pairs } from '../cloud/protocol/http-headers.ts';
import {
  type RequestTrace,
  requestTrace,
  traceparentOf,
  xrayHeaderOf,
} from '../telemetry/request-trace.ts';
import type { Keeps } from '../telemetry/sampling.ts';
import { RefusedRequest } from './refusal.ts';

export interface GatewayRequest {
  readonly id: string;
  readonly trace: RequestTrace;
  readonly startedAt: number;
  readonly method: string;
  /** First part of the path. */
  readonly stage: string;
  /** Path after the stage, as sent, e.g. `/orders/a%20b`. */
  readonly rawPath: string;
  /** Parts of the path after the stage, as sent. */
  readonly rawSegments: readonly string[];
  /** The same, percent-decoded. */
  readonly segments: readonly string[];
  /** Query string as sent, without `?`. */
  readonly rawQuery: string;
  readonly query: Record<string, string[]>;
  readonly headers: HeaderList;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly incoming: IncomingMessage;
}

const maxUrlBytes = 8192;
const maxHeaderBytes = 16_384;

/** `keeps` decides about the spans of a request whose client has not. */
export function readRequest(incoming: IncomingMessage, keeps: Keeps = () => false): GatewayRequest {
  const url = incoming.url ?? '';
  const headers = pairs(incoming.rawHeaders);
  refuseOversize(url, headers);
  if (!url.startsWith('/')) {
    throw new RefusedRequest('malformed-request', 'The request target must be a path.');
  }
  if (headers.filter(([name]) => name.toLowerCase() === 'host').length > 1) {
    throw new RefusedRequest('malformed-request', 'A request has one Host header.');
  }
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const rawQuery = end < 0 ? '' : url.slice(end + 1);
  const slash = path.indexOf('/', 1);
  const rawPath = slash < 0 ? '/' : path.slice(slash);
  const rawSegments = segmentsOf(rawPath);
  const id = randomUUID();
  const trace = requestTrace(
    (name) => last(headers, name),
    () => keeps(incoming.method ?? 'GET'),
  );
  return {
    id,
    trace,
    startedAt: Date.now(),
    method: incoming.method ?? 'GET',
    stage: decode(slash < 0 ? path.slice(1) : path.slice(1, slash)),
    rawPath,
    rawSegments,
    segments: decodedSegments(rawSegments),
    rawQuery,
    query: group(new URLSearchParams(rawQuery)),
    headers: forwarded(incoming, headers, trace),
    sourceIp: addressOf(incoming),
    protocol: `HTTP/${incoming.httpVersion}`,
    incoming,
  };
}

function refuseOversize(url: string, headers: HeaderList): void {
  if (url.length > maxUrlBytes) {
    throw new RefusedRequest('uri-too-long', `The URL is longer than ${maxUrlBytes} bytes.`);
  }
  if (blockSize(headers) > maxHeaderBytes) {
    throw new RefusedRequest(
      'headers-too-large',
      `The header block is larger than ${maxHeaderBytes} bytes.`,
    );
  }
}

function segmentsOf(rawPath: string): string[] {
  const trimmed = rawPath.length > 1 && rawPath.endsWith('/') ? rawPath.slice(0, -1) : rawPath;
  return trimmed === '/' ? [] : trimmed.slice(1).split('/');
}

function decodedSegments(raw: readonly string[]): string[] {
  const segments = raw.map(decode);
  // Whatever reads the path next would walk up by them, encoded or not.
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    throw new RefusedRequest('not-found', 'A path with dot segments leads nowhere.');
  }
  return segments;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RefusedRequest('malformed-request', 'The path is not percent-encoded UTF-8.');
  }
}

function addressOf(incoming: IncomingMessage): string {
  return (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

function forwarded(
  incoming: IncomingMessage,
  headers: HeaderList,
  trace: RequestTrace,
): HeaderList {
  const own = new Set([
    'x-forwarded-for',
    'x-forwarded-port',
    'x-forwarded-proto',
    'x-amzn-trace-id',
    'traceparent',
  ]);
  const chain = headers
    .filter(([name]) => name.toLowerCase() === 'x-forwarded-for')
    .map(([, value]) => value);
  return [
    ...headers.filter(([name]) => !own.has(name.toLowerCase())),
    ['X-Amzn-Trace-Id', xrayHeaderOf(trace)],
    // What the client has sent goes on, with the gateway between.
    ...(last(headers, 'traceparent') === undefined
      ? []
      : ([['traceparent', traceparentOf(trace)]] satisfies HeaderList)),
    ['X-Forwarded-For', [...chain, addressOf(incoming)].join(', ')],
    ['X-Forwarded-Port', String(incoming.socket.localPort ?? 80)],
    ['X-Forwarded-Proto', 'http'],
  ];
}
