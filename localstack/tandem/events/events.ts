// `/_tandem/events`: what changes, as one stream of server-sent events. While nobody listens, nothing is looked at.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answered, type Route, RouteError } from '../routing.ts';
import { type Broadcast, createBroadcast, type Listener } from './broadcast.ts';
import { type Gathered, gather } from './gathered.ts';

export interface Watched {
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Told where it is not what it was at the last look. */
  look(): unknown;
}

type AllWatched = Readonly<Record<string, Watched>>;

export interface EventSources extends Gathered {
  /** By the name of their event. */
  readonly watched: AllWatched;
}

const keepAliveMs = 15_000;
const mostListeners = 20;
/** A listener that was cut off finds what it has missed so long. */
const graceMs = 60_000;

/** Looks at each that is wanted again and again, and tells what has changed; answers how to stop. */
function watch(
  watched: AllWatched,
  { isWanted, tell }: Pick<Broadcast, 'isWanted' | 'tell'>,
): () => void {
  const timers = Object.entries(watched).map(([event, { every, look }]) => {
    let before = '';
    const compare = () => {
      if (!isWanted(event)) return;
      const value = look();
      const text = JSON.stringify(value);
      if (text !== before) tell(event, () => value);
      before = text;
    };
    compare();
    return setInterval(compare, every);
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** The events that a listener wants; all where it names none. */
function wantedOf(
  query: URLSearchParams,
  names: readonly string[],
): ReadonlySet<string> | undefined {
  const wanted = query.get('only')?.split(',');
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RouteError(400, `there are no events ${unknown}`, names);
  return wanted && new Set(wanted);
}

function open(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n\n');
}

export function createEvents({ watched, ...gathered }: EventSources) {
  const broadcast = createBroadcast();
  const names = ['logs', 'spans', ...Object.keys(watched)];
  let stopWatching: (() => void) | undefined;
  let resting: NodeJS.Timeout | undefined;

  function begin(): () => void {
    const stops = [watch(watched, broadcast), gather(gathered, broadcast.tell)];
    const pinging = setInterval(broadcast.ping, keepAliveMs);
    return () => {
      for (const stop of stops) stop();
      clearInterval(pinging);
      broadcast.forget();
    };
  }

  function rest(): void {
    stopWatching?.();
    stopWatching = undefined;
  }

  function leave(listener: Listener): void {
    if (!broadcast.leave(listener)) return;
    resting = setTimeout(rest, graceMs);
    resting.unref();
  }

  /** What things are like now, for whoever comes first. */
  function greet(listener: Listener): void {
    for (const [event, { look }] of Object.entries(watched)) broadcast.show(listener, event, look);
  }

  function listen(listener: Listener, { headers }: IncomingMessage): void {
    clearTimeout(resting);
    open(listener.response);
    const lastId = headers['last-event-id'];
    broadcast.wish(listener.wanted ?? names);
    stopWatching ??= begin();
    if (typeof lastId === 'string') broadcast.catchUp(listener, lastId);
    else greet(listener);
    broadcast.join(listener);
    listener.response.once('close', () => leave(listener));
  }

  const route: Route = [
    'GET',
    /^\/_tandem\/events$/,
    ({ query, request, response }) => {
      const wanted = wantedOf(query, names);
      if (broadcast.listening() >= mostListeners) {
        throw new RouteError(503, `${mostListeners} listen already`);
      }
      listen({ response, wanted, hasMissed: false }, request);
      return answered;
    },
  ];

  return {
    route,
    /** How many listen. */
    listening: broadcast.listening,
    stop(): void {
      clearTimeout(resting);
      rest();
      broadcast.end();
    },
  };
}
