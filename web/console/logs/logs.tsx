// Logs: what was said and is being said, by text, level, service, order and trace.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useEvent } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { Choice } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { LogLine } from './line.ts';
import { Lines } from './lines.tsx';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const sources = [
  'gateway',
  'auth',
  'products',
  'orders',
  'payments',
  'webhooks',
  'notifications',
  'outbox-relay',
  'auditor',
  'provider',
  'tandem',
];

const asked = 300;
/** More are in the files; these can be scrolled. */
const shown = 1_000;
/** Of those that come between two pictures: as many as a window is high. */
const atOnce = 50;

const filterOf = (chosen: (name: string) => string): string =>
  Object.entries({
    text: chosen('q'),
    level: chosen('level'),
    service: chosen('service'),
    order: chosen('order'),
    trace: chosen('trace'),
  })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join('');

/** The same as the embedded cloud's, for lines that come by the stream; the text last, which costs the most. */
const wantedBy = (chosen: (name: string) => string) => {
  const [trace, service] = [chosen('trace'), chosen('service')];
  const level = levels.indexOf(chosen('level') || 'trace');
  const texts = [chosen('q'), chosen('order')].filter(Boolean).map((text) => text.toLowerCase());
  const saysAll = ({ message, record }: LogLine): boolean => {
    const said = `${message} ${JSON.stringify(record ?? '')}`.toLowerCase();
    return texts.every((text) => said.includes(text));
  };
  return (line: LogLine): boolean =>
    (trace === '' || line.traceId === trace) &&
    (service === '' || line.source === service) &&
    levels.indexOf(line.level) >= level &&
    (texts.length === 0 || saysAll(line));
};

/** Lines that came since the page was opened, a few times a second; of what comes too fast to be read the newest. */
const useTail = (isPaused: boolean, isWantedNow: (line: LogLine) => boolean, filter: string) => {
  const coming = useRef<LogLine[]>([]);
  const leftOut = useRef(0);
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [dropped, setDropped] = useState(0);
  useEvent<{ lines: LogLine[]; dropped: number }>('logs', (news) => {
    coming.current.push(...news.lines.filter(isWantedNow));
    const tooMany = Math.max(0, coming.current.length - (isPaused ? shown : atOnce));
    coming.current.splice(0, tooMany);
    leftOut.current += news.dropped + tooMany;
  });
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (coming.current.length === 0) return;
      const more = coming.current.reverse();
      coming.current = [];
      setLines((before) => [...more, ...before.slice(0, shown - more.length)]);
      setDropped(leftOut.current);
    }, 250);
    return () => clearInterval(timer);
  }, [isPaused]);
  useEffect(() => setLines((before) => before.filter(isWantedNow)), [filter]);
  return { lines, dropped };
};

const Tail = ({ filter }: { filter: string }) => {
  const { chosen } = useChoices();
  const [isPaused, setPaused] = useState(false);
  const isWantedNow = wantedBy(chosen);
  const { lines, dropped } = useTail(isPaused, isWantedNow, filter);
  const query = useLocal<{ lines: LogLine[] }>(`logs?limit=${asked}${filter}`, { everyMs: false });
  return (
    <>
      <p class="line">
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <span class="soft">
          {isPaused ? 'New lines wait.' : 'New lines come on top.'}
          {dropped > 0 && ` ${count(dropped)} came too fast to be told; the search finds them.`}
        </span>
      </p>
      <Loaded query={query}>
        {(before) => {
          // Until the answer is there, of that of another filter what fits this one.
          const known = query.isPlaceholderData ? before.lines.filter(isWantedNow) : before.lines;
          const newest = known[0]?.at ?? '';
          const all = [...lines.filter(({ at }) => at > newest), ...known];
          if (all.length === 0) return <Empty>No line fits.</Empty>;
          return <Lines lines={all.slice(0, shown)} label="Log lines" />;
        }}
      </Loaded>
    </>
  );
};

export const Page = () => {
  const { chosen, choose } = useChoices();
  const filter = filterOf(chosen);
  const options = (names: readonly string[]) => [['', 'all'] as const, ...names];
  const about = ['order', 'trace'].filter((name) => chosen(name) !== '');
  return (
    <>
      <div class="head">
        <h1>Logs</h1>
        {about.map((name) => (
          <button key={name} type="button" onClick={() => choose({ [name]: '' })}>
            {name} <span class="id">{chosen(name)}</span> ×
          </button>
        ))}
        <SearchBox label="Text" value={chosen('q')} onType={(q) => choose({ q }, true)} />
        <Choice
          label="From level"
          name="level"
          value={chosen('level')}
          options={options(levels)}
          onPick={(level) => choose({ level })}
        />
        <Choice
          label="Service"
          name="service"
          value={chosen('service')}
          options={options(sources)}
          onPick={(service) => choose({ service })}
        />
      </div>
      <Tail filter={filter} />
    </>
  );
};
