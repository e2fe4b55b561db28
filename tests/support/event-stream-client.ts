// A client of server-sent events that forgets nothing: https://html.spec.whatwg.org/multipage/server-sent-events.html
import { expect } from 'vitest';

export interface Heard<Data = Record<string, unknown>> {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Data;
}

export interface Listening<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** Everything so far. */
  readonly heard: readonly Heard<Data>[];
  readonly comments: number;
  /** Undefined while it lasts. */
  readonly ended: 'closed' | 'cut' | undefined;
  /** Resolves once so many events were heard, or it is over. */
  until(count: number): Promise<readonly Heard<Data>[]>;
  /** Resolves once the answer is over. */
  over(): Promise<void>;
  leave(): void;
}

export interface ListenOptions {
  readonly token?: string;
  readonly lastEventId?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
}

const parse = (block: string): Heard | undefined => {
  const fields = new Map(
    block.split('\n').flatMap((line) => {
      const at = line.indexOf(': ');
      return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 2)] as const];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) };
};

export const listen = async <Data = Record<string, unknown>>(
  url: string,
  { token, lastEventId, headers = {} }: ListenOptions = {},
): Promise<Listening<Data>> => {
  const gone = new AbortController();
  const response = await fetch(url, {
    signal: gone.signal,
    headers: {
      accept: 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
      ...headers,
    },
  });
  const state = { heard: [] as Heard<Data>[], comments: 0, ended: undefined as Listening['ended'] };
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith(':')) state.comments += 1;
        const event = parse(block);
        if (event !== undefined) state.heard.push(event as Heard<Data>);
      }
    }
  };
  const over = read().then(
    () => {
      state.ended = 'closed';
    },
    () => {
      state.ended = 'cut';
    },
  );
  return {
    status: response.status,
    headers: response.headers,
    get heard() {
      return state.heard;
    },
    get comments() {
      return state.comments;
    },
    get ended() {
      return state.ended;
    },
    until: async (count) => {
      await expect
        .poll(() => state.heard.length >= count || state.ended !== undefined, { interval: 5 })
        .toBe(true);
      return state.heard;
    },
    over: () => over,
    leave: () => gone.abort(),
  };
};
