// Frames to all who listen: numbered, kept for a while, not made where nobody wants them, and left out for whoever does not read.
import type { ServerResponse } from 'node:http';

interface Frame {
  readonly number: number;
  readonly event: string;
  readonly text: string;
}

export interface Listener {
  readonly response: ServerResponse;
  readonly wanted: ReadonlySet<string> | undefined;
  /** Something was left out: it has to ask anew for what it shows. */
  hasMissed: boolean;
}

const keptFrames = 500;
/** What a listener has not read; beyond it frames are left out. */
const mostUnreadBytes = 1024 * 1024;

export function createBroadcast() {
  /** Another one with each start, so that nobody goes on with the numbers of an earlier one. */
  const run = Date.now().toString(36);
  const listeners = new Set<Listener>();
  const frames: Frame[] = [];
  /** Events of those who listen, and of those who were cut off and may come back. */
  const wishes = new Set<string>();
  let number = 0;

  const isWanted = (event: string): boolean => wishes.has(event);

  function write(listener: Listener, { number: id, event, text }: Frame): void {
    if (listener.wanted && !listener.wanted.has(event)) return;
    if (listener.response.writableLength > mostUnreadBytes) {
      listener.hasMissed = true;
      return;
    }
    if (listener.hasMissed) listener.response.write('event: reset\ndata: {}\n\n');
    listener.hasMissed = false;
    listener.response.write(`id: ${run}-${id}\nevent: ${event}\ndata: ${text}\n\n`);
  }

  function tell(event: string, make: () => unknown): void {
    if (!isWanted(event)) return;
    number += 1;
    const frame = { number, event, text: JSON.stringify(make()) };
    frames.push(frame);
    if (frames.length > keptFrames) frames.shift();
    for (const listener of listeners) write(listener, frame);
  }

  /** What it has missed since, or the word that it must ask anew. */
  function catchUp(listener: Listener, lastId: string): void {
    const [ofRun, seen] = lastId.split('-');
    const first = frames[0]?.number ?? number + 1;
    const isNumber = ofRun === run && /^\d+$/.test(seen ?? '');
    const isKnown = isNumber && Number(seen) >= first - 1 && Number(seen) <= number;
    listener.hasMissed = !isKnown;
    if (isKnown)
      for (const frame of frames) if (frame.number > Number(seen)) write(listener, frame);
    if (listener.hasMissed) listener.response.write('event: reset\ndata: {}\n\n');
    listener.hasMissed = false;
  }

  return {
    isWanted,
    tell,
    catchUp,
    /** To one of them, without a number of its own. */
    show(listener: Listener, event: string, make: () => unknown): void {
      if (listener.wanted && !listener.wanted.has(event)) return;
      write(listener, { number, event, text: JSON.stringify(make()) });
    },
    /** From here on these are told. */
    wish(events: Iterable<string>): void {
      for (const event of events) wishes.add(event);
    },
    join: (listener: Listener) => void listeners.add(listener),
    /** Was it the last one? */
    leave: (listener: Listener) => listeners.delete(listener) && listeners.size === 0,
    listening: () => listeners.size,
    /** So that nothing between takes the connection for dead. */
    ping(): void {
      for (const { response } of listeners) response.write(':\n\n');
    },
    /** From here on nothing is told: who comes back has missed something. */
    forget(): void {
      frames.length = 0;
      wishes.clear();
      number += 1;
    },
    end(): void {
      for (const { response } of listeners) response.end();
    },
  };
}

export type Broadcast = ReturnType<typeof createBroadcast>;
