// `/_tandem/events`: what changes, as one stream of server-sent events. While nobody listens, nothing is looked at.
// https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { ServerResponse } from 'node:http';
import { type LogLine, told } from '../cloud/logs/line.ts';
import type { Logs } from '../cloud/logs/logs.ts';
import type { Span } from '../telemetry/span.ts';
import type { Traces } from '../telemetry/traces.ts';
import { answered, type Route, RouteError } from './routing.ts';

export interface Watched {
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Told where it is not what it was at the last look. */
  look(): unknown;
}

export interface EventSources {
  readonly logs: Pick<Logs, 'listen'>;
  readonly traces: Pick<Traces, 'listen'>;
  /** By the name of their event. */
  readonly watched: Readonly<Record<string, Watched>>;
}

interface Frame {
  readonly number: number;
  readonly event: string;
  readonly text: string;
}

interface Listener {
  readonly response: ServerResponse;
  readonly wanted: ReadonlySet<string> | undefined;
  /** Something was left out: it has to ask anew for what it shows. */
  hasMissed: boolean;
}

const frameMs = 200;
const keepAliveMs = 15_000;
/** Of a frame; more lines in so short a time are left out, and counted. */
const mostLines = 500;
const mostSpans = 1_000;
const keptFrames = 500;
const mostListeners = 20;
/** What a listener has not read; beyond it frames are left out. */
const mostUnreadBytes = 1024 * 1024;
/** A listener that was cut off finds what it has missed so long. */
const graceMs = 60_000;

export function createEvents({ logs, traces, watched }: EventSources) {
  /** Another one with each start, so that nobody goes on with the numbers of an earlier one. */
  const run = Date.now().toString(36);
  const listeners = new Set<Listener>();
  const frames: Frame[] = [];
  let number = 0;
  let lines: LogLine[] = [];
  let dropped = 0;
  let spans: Span[] = [];
  let stopWatching: (() => void) | undefined;
  let resting: NodeJS.Timeout | undefined;

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

  function tell(event: string, value: unknown): void {
    number += 1;
    const frame = { number, event, text: JSON.stringify(value) };
    frames.push(frame);
    if (frames.length > keptFrames) frames.shift();
    for (const listener of listeners) write(listener, frame);
  }

  function flush(): void {
    if (lines.length > 0) tell('logs', { lines: lines.map(told), dropped });
    if (spans.length > 0) tell('spans', { spans });
    [lines, spans, dropped] = [[], [], 0];
  }

  function watch(): () => void {
    const timers = Object.entries(watched).map(([event, { every, look }]) => {
      let before = '';
      const compare = () => {
        const value = look();
        const text = JSON.stringify(value);
        if (text !== before) tell(event, value);
        before = text;
      };
      compare();
      return setInterval(compare, every);
    });
    timers.push(setInterval(flush, frameMs));
    timers.push(
      setInterval(() => {
        for (const { response } of listeners) response.write(':\n\n');
      }, keepAliveMs),
    );
    const stopLogs = logs.listen((line) => {
      if (lines.length < mostLines) lines.push(line);
      else dropped += 1;
    });
    const stopSpans = traces.listen((more) => {
      spans.push(...more.slice(0, mostSpans - spans.length));
    });
    return () => {
      for (const timer of timers) clearInterval(timer);
      stopLogs();
      stopSpans();
      frames.length = 0;
      [lines, spans, dropped] = [[], [], 0];
    };
  }

  function rest(): void {
    stopWatching?.();
    stopWatching = undefined;
  }

  function leave(listener: Listener): void {
    if (!listeners.delete(listener) || listeners.size > 0) return;
    resting = setTimeout(rest, graceMs);
    resting.unref();
  }

  /** What it has missed since, or the word that it must ask anew. */
  function catchUp(listener: Listener, lastId: string): void {
    const [ofRun, seen] = lastId.split('-');
    const first = frames[0]?.number ?? number + 1;
    const isKnown = ofRun === run && /^\d+$/.test(seen ?? '') && Number(seen) >= first - 1;
    listener.hasMissed = !isKnown;
    if (isKnown)
      for (const frame of frames) if (frame.number > Number(seen)) write(listener, frame);
    if (listener.hasMissed) listener.response.write('event: reset\ndata: {}\n\n');
    listener.hasMissed = false;
  }

  /** What things are like now, for whoever comes first. */
  function greet(listener: Listener): void {
    for (const [event, { look }] of Object.entries(watched)) {
      write(listener, { number, event, text: JSON.stringify(look()) });
    }
  }

  const names = ['logs', 'spans', ...Object.keys(watched)];

  const route: Route = [
    'GET',
    /^\/_tandem\/events$/,
    ({ query, request, response }) => {
      const wanted = query.get('only')?.split(',');
      const unknown = wanted?.find((name) => !names.includes(name));
      if (unknown !== undefined) throw new RouteError(400, `there are no events ${unknown}`, names);
      if (listeners.size >= mostListeners) {
        throw new RouteError(503, `${mostListeners} listen already`);
      }
      clearTimeout(resting);
      const listener: Listener = { response, wanted: wanted && new Set(wanted), hasMissed: false };
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 1000\n\n');
      const lastId = request.headers['last-event-id'];
      stopWatching ??= watch();
      if (typeof lastId === 'string') catchUp(listener, lastId);
      else greet(listener);
      listeners.add(listener);
      response.once('close', () => leave(listener));
      return answered;
    },
  ];

  return {
    route,
    /** How many listen. */
    listening: () => listeners.size,
    stop(): void {
      clearTimeout(resting);
      rest();
      for (const { response } of listeners) response.end();
    },
  };
}
