// Questions that come while others are being asked go out together: under load one request carries many, and an idle caller waits for nobody.

/** Answers what is known of the keys, by key; may know more than was asked for. */
export type Ask<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

export interface BatchLimits {
  /** Keys in one request. */
  readonly keys: number;
  /** Requests at once. */
  readonly requests: number;
  /** Requests that wait; beyond them a question is refused. */
  readonly waiting: number;
}

interface Batch<Value> {
  readonly keys: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, Value>>;
  readonly send: () => Promise<void>;
}

/** Nobody joins a request that has gone out, so an answer is never older than its question. */
export const inBatches = <Value>(ask: Ask<Value>, limits: BatchLimits): Ask<Value> => {
  const waiting: Batch<Value>[] = [];
  let underWay = 0;

  const open = (): Batch<Value> => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, Value>>();
    const keys = new Set<string>();
    const batch = { keys, answer: promise, send: () => ask([...keys]).then(resolve, reject) };
    waiting.push(batch);
    return batch;
  };

  const sendWaiting = async (): Promise<void> => {
    if (underWay >= limits.requests) return;
    underWay += 1;
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      await batch.send();
    }
    underWay -= 1;
  };

  const hasRoomFor = (batch: Batch<Value>, keys: readonly string[]): boolean =>
    new Set([...batch.keys, ...keys]).size <= limits.keys;

  const askOnce: Ask<Value> = async (keys) => {
    const last = waiting.at(-1);
    const isRoom = last !== undefined && hasRoomFor(last, keys);
    if (!isRoom && waiting.length >= limits.waiting) throw new Error('too many questions wait');
    const batch = isRoom ? last : open();
    for (const key of keys) batch.keys.add(key);
    void sendWaiting();
    return batch.answer;
  };

  /** What one request has no room for goes in several. */
  return async (keys) => {
    const parts: (readonly string[])[] = [];
    for (let first = 0; first < keys.length; first += limits.keys) {
      parts.push(keys.slice(first, first + limits.keys));
    }
    const answers = await Promise.all(parts.map(askOnce));
    return answers.length === 1 && answers[0] !== undefined
      ? answers[0]
      : new Map(answers.flatMap((answer) => [...answer]));
  };
};
