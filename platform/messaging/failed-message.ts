// What a body says of its message, for the line of its failure: also where it is no message of ours.
import { readTraceContext } from '../telemetry/trace-context.ts';

/** No member of an envelope is longer. */
const longest = 200;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= longest ? value : undefined;

const membersOf = (body: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
};

/** By the names that the lines of a message that was handled have; what is not said is undefined. */
export const idsOf = (body: string) => {
  const { id, type, subject, correlationid, traceparent } = membersOf(body);
  return {
    messageId: text(id),
    type: text(type),
    subject: text(subject),
    correlationId: text(correlationid),
    traceId: readTraceContext(text(traceparent))?.traceId,
  };
};
