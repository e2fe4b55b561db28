// Spans as OTLP/HTTP brings them in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

export const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Span extends SpanLink {
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly service: string;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Other spans it belongs to: the messages of a batch. */
  readonly links: readonly SpanLink[];
}

export class NoSpans extends Error {}

type Members = Readonly<Record<string, unknown>>;

const longestText = 2_000;
const mostAttributes = 64;
const mostLinks = 32;

const membersOf = (value: unknown): Members => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw new NoSpans('an object is wanted');
};

const listOf = (value: unknown, most = Number.POSITIVE_INFINITY): Members[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new NoSpans('a list is wanted');
  return value.slice(0, most).map(membersOf);
};

const idOf = (value: unknown, digits: number): string => {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text)) return text;
  throw new NoSpans(`an id of ${digits} hexadecimal digits is wanted`);
};

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : '').slice(0, longestText);

/** Nanoseconds since 1970 as milliseconds. */
const timeOf = (value: unknown): number => {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^\d{13,19}$/.test(text)) return Number(text) / 1e6;
  throw new NoSpans('a time in nanoseconds is wanted');
};

const attributeOf = (value: unknown): string | number | boolean => {
  const { stringValue, intValue, doubleValue, boolValue, ...other } = membersOf(value);
  if (typeof stringValue === 'string') return textOf(stringValue);
  if (typeof boolValue === 'boolean') return boolValue;
  const number = Number(intValue ?? doubleValue);
  return Number.isFinite(number) ? number : textOf(JSON.stringify(other));
};

const attributesOf = (value: unknown): Span['attributes'] =>
  Object.fromEntries(
    listOf(value, mostAttributes).map(({ key, value: given }) => [textOf(key), attributeOf(given)]),
  );

const linkOf = ({ traceId, spanId }: Members): SpanLink => ({
  traceId: idOf(traceId, 32),
  spanId: idOf(spanId, 16),
});

const isNothing = (value: unknown): boolean => value === undefined || value === '';

function spanOf(span: Members, service: string): Span {
  const startMs = timeOf(span.startTimeUnixNano);
  const kind = kinds[Number(span.kind ?? 1) - 1];
  return {
    ...linkOf(span),
    parentId: isNothing(span.parentSpanId) ? null : idOf(span.parentSpanId, 16),
    name: textOf(span.name),
    kind: kind ?? 'internal',
    service,
    startMs,
    durationMs: Math.max(0, timeOf(span.endTimeUnixNano) - startMs),
    failed: span.status !== undefined && Number(membersOf(span.status).code) === 2,
    attributes: attributesOf(span.attributes),
    links: listOf(span.links, mostLinks).map(linkOf),
  };
}

/** Throws NoSpans for a body that is no export request. */
export function spansOf(body: unknown): Span[] {
  return listOf(membersOf(body).resourceSpans).flatMap(({ resource, scopeSpans }) => {
    const { attributes } = resource === undefined ? {} : membersOf(resource);
    const service = String(attributesOf(attributes)['service.name'] ?? 'unknown');
    return listOf(scopeSpans).flatMap(({ spans }) =>
      listOf(spans).map((span) => spanOf(span, service)),
    );
  });
}
