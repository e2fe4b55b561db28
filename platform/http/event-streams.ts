// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
import { Readable } from 'node:stream';
import { AppError } from '../kernel/errors.ts';

export interface ServerEvent {
  /** By which whoever reconnects says where it was. */
  readonly id?: number;
  readonly event: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** The body of one answer; closed when its reader has gone, or reads too slowly. */
export interface EventStream extends Readable {
  say(event: ServerEvent): void;
  beat(): void;
  /** Nothing follows; `last` says why. */
  finish(last?: ServerEvent): void;
}

export interface EventStreams {
  /** Throws `rate-limited` when this subject has too many, `overloaded` when all have. */
  open(subject: string): EventStream;
  /** All end, now and from now on: whoever reconnects comes to another process. */
  close(): void;
  readonly count: number;
}

export interface EventStreamLimits {
  /** @default 1000 */
  readonly inAll?: number;
  /** @default 20 */
  readonly ofOne?: number;
  /** What may wait for a reader before it counts as too slow. @default 32 KiB */
  readonly mostBytes?: number;
  /** Below the 30 s in which CloudFront and the 60 s in which a load balancer give an idle answer up. @default 15 s */
  readonly heartbeatMs?: number;
}

/** When a browser that was cut off comes back (ms). */
const comeBackAfter = 1_000;

const encode = ({ id, event, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const createStream = (mostBytes: number): EventStream => {
  const body = new Readable({ read: () => {}, highWaterMark: mostBytes });
  let isOver = false;
  const write = (text: string): void => {
    if (isOver || !body.readable || body.push(text)) return;
    // What it has missed it gets when it comes back, by its `Last-Event-ID`. Before anybody reads nobody is too slow.
    if (body.readableFlowing !== null) body.destroy();
  };
  return Object.assign(body, {
    beat: () => write(':\n\n'),
    say: (event: ServerEvent) => write(encode(event)),
    finish: (last?: ServerEvent) => {
      if (last !== undefined) write(encode(last));
      if (!isOver && body.readable) body.push(null);
      isOver = true;
    },
  });
};

export const createEventStreams = ({
  inAll = 1_000,
  ofOne = 20,
  mostBytes = 32 * 1_024,
  heartbeatMs = 15_000,
}: EventStreamLimits = {}): EventStreams => {
  const open = new Set<EventStream>();
  const openOf = new Map<string, number>();
  let heartbeat: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** A comment, which nobody is told of: a reader who has gone without a word is found by it. */
  const beat = (): void => {
    for (const stream of open) stream.beat();
  };

  const enter = (stream: EventStream, subject: string): void => {
    open.add(stream);
    openOf.set(subject, (openOf.get(subject) ?? 0) + 1);
    heartbeat ??= setInterval(beat, heartbeatMs).unref();
  };

  const leave = (stream: EventStream, subject: string): void => {
    open.delete(stream);
    const left = (openOf.get(subject) ?? 0) - 1;
    if (left > 0) openOf.set(subject, left);
    else openOf.delete(subject);
    if (open.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  };

  return {
    get count() {
      return open.size;
    },

    open: (subject) => {
      if (open.size >= inAll) throw new AppError('overloaded', { retryAfter: 5 });
      if ((openOf.get(subject) ?? 0) >= ofOne) {
        const detail = `At most ${ofOne} streams may be open at once.`;
        throw new AppError('rate-limited', { retryAfter: 5, detail });
      }
      const stream = createStream(mostBytes);
      enter(stream, subject);
      stream.once('close', () => leave(stream, subject));
      stream.push(`retry: ${comeBackAfter}\n\n`);
      if (isClosed) stream.finish();
      return stream;
    },

    close: () => {
      isClosed = true;
      for (const stream of open) stream.finish();
    },
  };
};
