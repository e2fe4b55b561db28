// What can be told of a message by its text, whoever has written it.

export interface EnvelopeSummary {
  readonly id: string | null;
  readonly type: string | null;
  readonly subject: string | null;
  readonly correlationId: string | null;
  readonly traceId: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const nothing: EnvelopeSummary = {
  id: null,
  type: null,
  subject: null,
  correlationId: null,
  traceId: null,
};

export function parseEnvelope(body: string): EnvelopeSummary {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return nothing;
  }
  if (typeof value !== 'object' || value === null) return nothing;
  const { id, type, subject, correlationid, traceparent } = value as Record<string, unknown>;
  return {
    id: text(id),
    type: text(type),
    subject: text(subject),
    correlationId: text(correlationid),
    traceId: /^00-([0-9a-f]{32})-/.exec(text(traceparent) ?? '')?.[1] ?? null,
  };
}
