// Log lines, newest first; lines that are not in sight cost nothing and are found by the browser's search.
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useChoices } from '../parts/choose.ts';
import { clock } from '../parts/format.ts';
import { Json } from '../parts/show.tsx';
import type { LogLine } from './line.ts';

/** What a line says beside its message, without what all lines have. */
const common = new Set(
  'level time stage service version message correlationId requestId traceId spanId'.split(' '),
);
const restOf = ({ record }: LogLine): string =>
  Object.entries(record ?? {})
    .filter(([name]) => !common.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');

const Line = ({ line, isOpen, toggle }: { line: LogLine; isOpen: boolean; toggle: () => void }) => (
  <li class={`log ${line.level}`}>
    <button type="button" aria-expanded={isOpen} onClick={toggle}>
      <time dateTime={line.at}>{clock(line.at)}</time>
      <span class={`from of-${line.source}`}>
        <i class="dot" /> {line.source}
      </span>
      <span class="level">{line.level}</span>
      <span class="text">
        {line.message} <span class="soft">{restOf(line)}</span>
      </span>
    </button>
    {isOpen && (
      <>
        {line.traceId !== null && <Link href={`/traces/${line.traceId}`}>Its trace</Link>}
        <Json value={line.record ?? line.message} />
      </>
    )}
  </li>
);

/** So many are drawn at once, wherever they are. */
const fewLines = 100;

export const Lines = ({ lines, label }: { lines: readonly LogLine[]; label: string }) => {
  const { chosen, choose } = useChoices();
  const open = chosen('line');
  const toggle = useRef((_: string) => {});
  toggle.current = (at) => choose({ line: open === at ? '' : at }, true);
  const drawn = useRef(new WeakMap<LogLine, VNode>());
  /** The same as at the last picture, so that it is not compared with it. */
  const closed = (line: LogLine): VNode => {
    const known = drawn.current.get(line);
    if (known !== undefined) return known;
    const act = () => toggle.current(line.at);
    const made = <Line key={line.at} line={line} isOpen={false} toggle={act} />;
    drawn.current.set(line, made);
    return made;
  };
  return (
    <ol class={lines.length > fewLines ? 'logs many' : 'logs'} aria-label={label}>
      {lines.map((line) =>
        open === line.at ? (
          <Line key={line.at} line={line} isOpen toggle={() => toggle.current(line.at)} />
        ) : (
          closed(line)
        ),
      )}
    </ol>
  );
};
