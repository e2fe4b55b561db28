// Places for requests: taken while one is under way, back once it is answered or its connection is gone, whichever comes first.
import type { ServerResponse } from 'node:http';

export interface Places {
  /**
   * Takes a place for the request of this response; undefined when none is free. It comes back by itself, or by what is
   * answered, where the stage it was taken for ends before the request does; more than once does no harm.
   */
  take(response: ServerResponse, subject?: string): (() => void) | undefined;
  readonly free: number;
}

export interface PlaceLimits {
  readonly inAll: number;
  /** @default as many as in all */
  readonly ofOne?: number;
}

export const createPlaces = ({ inAll, ofOne = inAll }: PlaceLimits): Places => {
  const takenBy = new Map<string, number>();
  let taken = 0;

  const count = (subject: string, change: 1 | -1): void => {
    const now = (takenBy.get(subject) ?? 0) + change;
    taken += change;
    if (now > 0) takenBy.set(subject, now);
    else takenBy.delete(subject);
  };

  return {
    get free() {
      return inAll - taken;
    },
    take: (response, subject = '') => {
      // Of a connection that is gone already nothing more is heard.
      if (response.destroyed) return () => {};
      if (taken >= inAll || (takenBy.get(subject) ?? 0) >= ofOne) return undefined;
      count(subject, 1);
      const giveBack = () => {
        response.off('close', giveBack);
        if (!isTaken) return;
        isTaken = false;
        count(subject, -1);
      };
      let isTaken = true;
      // Comes after `finish`, and also when the connection ends before: Fastify's onResponse does not.
      response.once('close', giveBack);
      return giveBack;
    },
  };
};

/** One for all: each would cost a stack trace of its own. */
const isOver = new DOMException('The request is over.', 'AbortError');

/** Aborted once the request of this response is answered or its connection is gone. */
export const whenOver = (response: ServerResponse): AbortSignal => {
  const over = new AbortController();
  if (response.destroyed) over.abort(isOver);
  response.once('close', () => over.abort(isOver));
  return over.signal;
};
