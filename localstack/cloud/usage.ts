// What was asked of AWS, as AWS would count it: by the trace in whose name it was, shared where a call was in the name of several.

export type Resource =
  | 'api requests'
  | 'invocations'
  | 'gigabyte-seconds'
  | 'write units'
  | 'read units'
  | 'queue requests'
  | 'publishes'
  | 'mails'
  | 'secret requests'
  | 'other calls';

export interface UsageLine {
  readonly resource: Resource;
  /** Of what: an operation, a function, a table. */
  readonly of: string;
  readonly amount: number;
}

export interface Usage {
  /** A trace that is named twice has two parts; what is in nobody's name is idle. */
  count(traces: readonly string[], resource: Resource, of: string, amount?: number): void;
  /** Undefined where nothing is known of any of them: they were before the start, or long ago. */
  of(traces: readonly string[]): UsageLine[] | undefined;
  /** Of all traces and of what was idle, since the start. */
  total(): UsageLine[];
}

/** A trace has some 40 lines. */
const mostTraces = 5_000;

const traceparents = /00-([0-9a-f]{32})-[0-9a-f]{16}-0[01]/g;

/** Ids of the traces that the messages in a text are part of, each as often as it is named. */
export const tracesIn = (text: string): string[] =>
  Array.from(text.matchAll(traceparents), ([, traceId = '']) => traceId);

/** Of an `X-Amzn-Trace-Id`. */
export function traceOfHeader(header: string | string[] | undefined): string[] {
  const [, seconds, random] =
    /^Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(String(header ?? '')) ?? [];
  return seconds === undefined ? [] : [`${seconds}${random}`];
}

type Lines = Map<string, number>;

const add = (lines: Lines, key: string, amount: number) =>
  void lines.set(key, (lines.get(key) ?? 0) + amount);

function listed(lines: Lines): UsageLine[] {
  return [...lines].map(([key, amount]) => {
    const [resource, of = ''] = key.split('\n');
    return { resource: resource as Resource, of, amount };
  });
}

export function createUsage(): Usage {
  const traces = new Map<string, Lines>();
  const all: Lines = new Map();

  function linesOf(traceId: string): Lines {
    const known = traces.get(traceId);
    if (known) return known;
    if (traces.size >= mostTraces) traces.delete(traces.keys().next().value ?? '');
    const lines: Lines = new Map();
    traces.set(traceId, lines);
    return lines;
  }

  return {
    count(ids, resource, of, amount = 1) {
      const key = `${resource}\n${of}`;
      add(all, key, amount);
      for (const id of ids) add(linesOf(id), key, amount / ids.length);
    },
    of(ids) {
      const known = ids.flatMap((id) => traces.get(id) ?? []);
      if (known.length === 0) return undefined;
      const sum: Lines = new Map();
      for (const lines of known) for (const [key, amount] of lines) add(sum, key, amount);
      return listed(sum);
    },
    total: () => listed(all),
  };
}
