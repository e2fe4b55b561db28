// An order as it changes: live by server-sent events, and by asking again where no stream comes through.
import type { components } from './schema.ts';

type Schemas = components['schemas'];
export type OrderUpdate = Schemas['OrderUpdate'];

export interface Following {
  /** The stream after this version; throws where it is refused or cannot be reached. */
  readonly connect: (version: number | undefined) => Promise<Response>;
  readonly read: () => Promise<Schemas['Order']>;
  readonly pause: (ms: number) => Promise<void>;
}

/** Nothing that its customer waits for will happen to it any more. */
const settled: ReadonlySet<string> = new Set(['rejected', 'cancelled', 'returned']);

/** Between reads where there is no stream, and before another try where one was cut off (ms). */
const pauses = { poll: 3_000, reconnect: 1_000 };

interface ServerEvent {
  readonly event?: string;
  readonly data?: string;
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
const parse = (block: string): ServerEvent =>
  Object.fromEntries(
    block.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks.map(parse);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What may pass: a line that is cut off, a server that is busy. */
const unlessRefused = (error: { readonly status?: number }): undefined => {
  const { status = 503 } = error;
  if (status < 500 && status !== 429) throw error;
};

type Update = OrderUpdate | 'settled';

/** What one connection tells, until it ends for whatever reason. */
async function* live(body: ReadableStream<Uint8Array>): AsyncGenerator<Update, void> {
  try {
    for await (const { event, data = '' } of eventsOf(body)) {
      if (event === 'status') yield JSON.parse(data);
      if (event === 'end' && JSON.parse(data).reason === 'settled') yield 'settled';
    }
  } catch {
    // Cut off: what was missed comes with the next connection.
  }
}

async function* asked(read: Following['read']): AsyncGenerator<Update, void> {
  const order = await read();
  yield { ...order, changes: [] };
  if (settled.has(order.status)) yield 'settled';
}

async function* nothingMore(): AsyncGenerator<Update, void> {
  yield 'settled';
}

interface Source {
  readonly updates: AsyncGenerator<Update, void>;
  readonly kind: 'live' | 'asked' | 'never live';
}

/** From where the next states come. Who has answered without a stream will not stream the next time either. */
const sourceOf = (response: Response | undefined, read: Following['read']): Source => {
  if (response === undefined) return { updates: asked(read), kind: 'asked' };
  const { status, headers, body } = response;
  if (status === 204) return { updates: nothingMore(), kind: 'live' };
  const isStream = headers.get('content-type') === 'text/event-stream';
  if (isStream && body) return { updates: live(body), kind: 'live' };
  void body?.cancel();
  return { updates: asked(read), kind: 'never live' };
};

/** Every state of the order once, until it is settled for good. */
export async function* followOrder({
  connect,
  read,
  pause,
}: Following): AsyncGenerator<OrderUpdate, void> {
  let version: number | undefined;
  let kind: Source['kind'] = 'live';
  for (;;) {
    const isTried: boolean = kind !== 'never live';
    const answer = isTried ? await connect(version).catch(unlessRefused) : undefined;
    const source: Source = sourceOf(answer, read);
    if (isTried) kind = source.kind;
    for await (const update of source.updates) {
      if (update === 'settled') return;
      if (update.version !== version) yield update;
      version = update.version;
    }
    await pause(kind === 'live' ? pauses.reconnect : pauses.poll);
  }
}
