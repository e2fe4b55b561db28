// Spans as segment documents for the X-Ray daemon that Lambda runs beside a function: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
import { createSocket } from 'node:dgram';
import type { EndedSpan, Resource } from './otlp.ts';

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
const header = '{"format":"json","version":1}\n';

/** Beyond this a document has no place in a datagram. */
const mostBytes = 60_000;

/** What the names of segments may have. */
const nameOf = (text: string): string =>
  text.replace(/[^\p{L}\p{N}\s_.:/%&#=+\\\-@]/gu, '').slice(0, 200);

const annotationsOf = (values: Readonly<Record<string, string | number | boolean>>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.replaceAll(/\W/g, '_'), value]),
  );

/** Requests and messages are segments of the service, all else is part of one. */
export const segmentOf = (
  { SERVICE, SERVICE_VERSION }: Resource,
  { start, span, parentId, from, to, end }: EndedSpan,
): object => {
  const { kind, name, correlationId } = start;
  const isSegment = kind === 'server' || kind === 'consumer';
  const attributes = { ...start.attributes, ...end.attributes };
  const { 'rpc.service': service, 'rpc.method': operation } = attributes;
  const status = attributes['http.response.status_code'];
  return {
    trace_id: `1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)}`,
    id: span.spanId,
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(!isSegment && { type: 'subsegment' }),
    name: nameOf(isSegment ? SERVICE : String(service ?? name)),
    start_time: from / 1000,
    end_time: to / 1000,
    ...(kind === 'client' && { namespace: service === undefined ? 'remote' : 'aws' }),
    ...(operation !== undefined && { aws: { operation } }),
    ...(status !== undefined && { http: { response: { status } } }),
    ...(end.failed && { fault: true }),
    ...(isSegment && { service: { version: SERVICE_VERSION } }),
    annotations: annotationsOf({
      span: name,
      ...(correlationId !== undefined && { correlationId }),
      ...attributes,
    }),
  };
};

/** `host:port`, as `AWS_XRAY_DAEMON_ADDRESS` has it; nobody answers, so nothing tells what became of them. */
export const sendSegments = async (
  address: string,
  resource: Resource,
  spans: readonly EndedSpan[],
): Promise<void> => {
  const [host, port] = address.split(':');
  const socket = createSocket('udp4');
  const send = (document: Buffer) =>
    new Promise<void>((resolve, reject) => {
      socket.send(document, Number(port), host, (error) => (error ? reject(error) : resolve()));
    });
  try {
    const documents = spans.map((span) =>
      Buffer.from(header + JSON.stringify(segmentOf(resource, span))),
    );
    await Promise.all(documents.filter(({ length }) => length <= mostBytes).map(send));
  } finally {
    socket.close();
  }
};
