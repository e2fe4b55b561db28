// Ended spans on their way: kept for a second, then sent together.
import { type EndedSpan, exportRequest, type Resource } from './otlp.ts';
import { sendSegments } from './xray.ts';

const flushMs = 1_000;
/** More than these in a second are lost, as are those a collector does not take. */
const mostSpans = 1_000;

interface Collectors {
  /** Base URL of a collector that takes OTLP. */
  readonly endpoint: string | undefined;
  /** `host:port` of the X-Ray daemon; asked where there is no other. */
  readonly daemon: string | undefined;
}

export interface SpanExport {
  /** False where nobody takes spans. */
  readonly isCollected: boolean;
  keep(span: EndedSpan): void;
  flush(): Promise<void>;
}

export const createSpanExport = (
  { endpoint, daemon }: Collectors,
  {
    config,
    lost,
    post,
  }: {
    readonly config: Resource;
    /** Told once that spans are not taken, until they are again. */
    readonly lost: (error: unknown) => void;
    readonly post: (url: string, body: string) => Promise<void>;
  },
): SpanExport => {
  let spans: EndedSpan[] = [];
  let isTaken = true;
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (spans.length === 0) return;
    const ended = spans;
    spans = [];
    try {
      if (endpoint !== undefined) await post(`${endpoint}/v1/traces`, exportRequest(config, ended));
      else if (daemon !== undefined) await sendSegments(daemon, config, ended);
      isTaken = true;
    } catch (error) {
      if (isTaken) lost(error);
      isTaken = false;
    }
  };

  return {
    isCollected: endpoint !== undefined || daemon !== undefined,
    keep: (span) => {
      if (spans.length >= mostSpans) return;
      spans.push(span);
      timer ??= setTimeout(() => void flush(), flushMs).unref();
    },
    flush,
  };
};
