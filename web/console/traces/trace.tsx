// One trace as a waterfall: every hop with its time, searched inside, with the log lines of a span.
import { Link } from 'wouter-preact';
import { useLocal } from '../data/queries.ts';
import { Lines } from '../logs/lines.tsx';
import type { PageProps } from '../page-props.ts';
import { useChoices } from '../parts/choose.ts';
import { count, duration, moment } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Json } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import { type Span, type Step, type Trace, waterfall } from './span.ts';

const textOf = ({ name, service, kind, attributes }: Span): string =>
  [name, service, kind, ...Object.values(attributes)].join(' ').toLowerCase();

const Row = ({
  step: { span, depth },
  start,
  whole,
  isOpen,
  toggle,
}: {
  step: Step;
  start: number;
  whole: number;
  isOpen: boolean;
  toggle: () => void;
}) => (
  <li class={`happening of-${span.service}`}>
    <button type="button" aria-expanded={isOpen} onClick={toggle}>
      <span class="what" style={{ marginLeft: `${Math.min(depth, 16) * 0.5}rem` }}>
        <b title={span.name}>{span.name}</b>
        <span class="soft">
          {span.service} {span.kind}
          {span.attributes.outcome !== undefined && ` · ${span.attributes.outcome}`}
        </span>
      </span>
      <span class="when">{duration(span.durationMs)}</span>
      <span class="track">
        <i
          class={`bar ${span.failed ? 'failed' : ''}`}
          style={{
            left: `${(100 * (span.startMs - start)) / whole}%`,
            width: `${(100 * span.durationMs) / whole}%`,
          }}
        />
      </span>
    </button>
    {isOpen && <Json value={span} />}
  </li>
);

const Known = ({ trace }: { trace: Trace }) => {
  const { chosen, choose } = useChoices();
  const wanted = chosen('q').toLowerCase();
  const open = chosen('span');
  const { spans, logs } = trace;
  const start = Math.min(...spans.map(({ startMs }) => startMs));
  const end = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs));
  const steps = waterfall(spans).filter(({ span }) => textOf(span).includes(wanted));
  const subjects = new Set(
    spans
      .map(({ attributes }) => String(attributes.subject ?? ''))
      .filter((id) => /^ord_/.test(id)),
  );
  const said = logs.filter(({ record }) => open === '' || record?.spanId === open);
  return (
    <>
      <p class="line">
        <span>
          {count(spans.length)} spans in {duration(end - start)}, {moment(start)}
        </span>
        {[...subjects].map((id) => (
          <Link key={id} href={`/orders/${id}`} class="id">
            {id}
          </Link>
        ))}
      </p>
      <section class="timeline deep" aria-label="Waterfall">
        <ol>
          {steps.map((step) => (
            <Row
              key={step.span.spanId}
              step={step}
              start={start}
              whole={Math.max(end - start, 0.001)}
              isOpen={open === step.span.spanId}
              toggle={() =>
                choose({ span: open === step.span.spanId ? '' : step.span.spanId }, true)
              }
            />
          ))}
        </ol>
        {steps.length === 0 && <Empty>No span fits.</Empty>}
      </section>
      <h2>{open === '' ? 'What was said' : 'What this span said'}</h2>
      {said.length === 0 && <Empty>Nothing.</Empty>}
      <Lines lines={said} label="Log lines" />
    </>
  );
};

export const Page = ({ params }: PageProps) => {
  const { chosen, choose } = useChoices();
  const path = `traces/${encodeURIComponent(params.id ?? '')}`;
  return (
    <>
      <div class="head">
        <h1>
          Trace <span class="id">{params.id}</span>
        </h1>
        <SearchBox label="Inside it" value={chosen('q')} onType={(q) => choose({ q }, true)} />
      </div>
      <Loaded query={useLocal<Trace>(path)}>{(trace) => <Known trace={trace} />}</Loaded>
    </>
  );
};
