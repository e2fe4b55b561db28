// What changes, as the embedded cloud tells it: one stream for the whole page, none while nobody looks.
import { useEffect, useRef } from 'preact/hooks';
import { client } from './queries.ts';

type Listener = (data: unknown) => void;

const listeners = new Map<string, Set<Listener>>();
let source: EventSource | undefined;
let subscribed = '';

const emit = (name: string, data: unknown): void => {
  for (const listener of listeners.get(name) ?? []) listener(data);
};

/** Opened anew when a page wants to hear something else; closed while the tab is hidden. */
const connect = (): void => {
  const wanted = document.hidden ? '' : [...listeners.keys()].sort().join(',');
  if (wanted === subscribed) return;
  subscribed = wanted;
  source?.close();
  if (wanted === '') return;
  source = new EventSource(`/_tandem/events?only=${wanted}`);
  // Something was left out: all that is shown is asked anew.
  source.addEventListener('reset', () => void client.invalidateQueries({ queryKey: ['local'] }));
  for (const name of listeners.keys()) {
    source.addEventListener(name, ({ data }) => emit(name, JSON.parse(data)));
  }
};

document.addEventListener('visibilitychange', connect);

const listen = (name: string, listener: Listener): (() => void) => {
  listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
  // One connection for what a page asks in one go.
  setTimeout(connect);
  return () => {
    listeners.get(name)?.delete(listener);
    if (listeners.get(name)?.size === 0) listeners.delete(name);
    setTimeout(connect);
  };
};

/** Calls back with each event of this name while the component is shown. */
export const useEvent = <T>(name: string, onEvent: (data: T) => void): void => {
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => listen(name, (data) => latest.current(data as T)), [name]);
};

/** Puts what an event tells in the place of what was asked at `path`. */
export const useLive = <T>(name: string, path: string, pick: (data: T) => unknown): void =>
  useEvent<T>(name, (data) => client.setQueryData(['local', path], pick(data)));
