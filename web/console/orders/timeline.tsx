// The saga of an order: everything that happened, as bars on one time axis, coloured by service.
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { useChoices } from '../parts/choose.ts';
import { clock, duration } from '../parts/format.ts';
import { Json } from '../parts/show.tsx';
import { SendAgain } from '../webhooks/send-again.tsx';
import { type Axis, type Span, timeAxis } from './time-axis.ts';

export interface Happening extends Span {
  readonly id: string;
  readonly service: string;
  readonly kind: string;
  readonly title: string;
  readonly isFailed?: boolean;
  /** Still to come. */
  readonly isAhead?: boolean;
  readonly note?: string;
  /** When it began to wait in a queue. */
  readonly waitedFrom?: number;
  readonly traceId?: string;
  /** The delivery to a merchant, which can be sent again. */
  readonly delivery?: string;
  readonly detail: unknown;
}

const Ruler = ({ axis, start }: { axis: Axis; start: number }) => (
  <div class="ruler" aria-hidden="true">
    {axis.bursts.map(({ from, to, left, width }) => (
      <span key={from} style={{ left: `${left}%`, width: `${width}%` }}>
        {from === start ? clock(from).slice(0, 8) : `+${duration(from - start)}`}
        {to - from > 0 && <small> {duration(to - from)}</small>}
      </span>
    ))}
  </div>
);

const Bar = ({ axis, item }: { axis: Axis; item: Happening }) => {
  const left = axis.at(item.from);
  const width = axis.at(item.to) - left;
  return (
    <span class="track">
      {axis.bursts.map((burst) => (
        <i
          key={burst.from}
          class="burst"
          style={{ left: `${burst.left}%`, width: `${burst.width}%` }}
        />
      ))}
      {item.waitedFrom !== undefined && (
        <i
          class="bar waited"
          style={{
            left: `${axis.at(item.waitedFrom)}%`,
            width: `${left - axis.at(item.waitedFrom)}%`,
          }}
        />
      )}
      <i
        class={`bar ${item.isFailed ? 'failed' : ''} ${item.isAhead ? 'ahead' : ''}`}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
    </span>
  );
};

const Row = ({
  axis,
  item,
  start,
  isOpen,
  toggle,
}: {
  axis: Axis;
  item: Happening;
  start: number;
  isOpen: boolean;
  toggle: () => void;
}): JSX.Element => (
  <li class={`happening of-${item.service}`}>
    <button type="button" aria-expanded={isOpen} onClick={toggle}>
      <span class="what">
        <b>{item.title}</b>
        <span class="soft">
          {item.service} {item.kind}
          {item.note && ` · ${item.note}`}
        </span>
      </span>
      <span class="when">+{duration(Math.max(item.from - start, 0))}</span>
      <Bar axis={axis} item={item} />
    </button>
    {isOpen && (
      <div class="detail">
        {item.waitedFrom !== undefined && (
          <p class="soft">waited {duration(item.from - item.waitedFrom)} in its queue</p>
        )}
        {item.traceId !== undefined && <Link href={`/traces/${item.traceId}`}>Its trace</Link>}
        {item.delivery !== undefined && <SendAgain delivery={item.delivery} />}
        <Json value={item.detail} />
      </div>
    )}
  </li>
);

export const Timeline = ({ items }: { items: readonly Happening[] }) => {
  const { chosen, choose } = useChoices();
  const open = chosen('at');
  const hidden = new Set(chosen('without').split(',').filter(Boolean));
  const services = [...new Set(items.map(({ service }) => service))];
  const shown = items
    .filter(({ service }) => !hidden.has(service))
    .toSorted((a, b) => a.from - b.from);
  const axis = timeAxis(shown.map(({ from, to, waitedFrom = from }) => ({ from: waitedFrom, to })));
  const start = axis.bursts[0]?.from ?? 0;
  const flip = (service: string) =>
    choose({ without: [...hidden.symmetricDifference(new Set([service]))].join(',') }, true);
  return (
    <section aria-label="Timeline" class="timeline">
      <fieldset class="legend">
        <legend class="hidden">Services</legend>
        {services.map((service) => (
          <button
            key={service}
            type="button"
            class={`of-${service}`}
            aria-pressed={!hidden.has(service)}
            onClick={() => flip(service)}
          >
            <i class="dot" /> {service}
          </button>
        ))}
      </fieldset>
      <Ruler axis={axis} start={start} />
      <ol>
        {shown.map((item) => (
          <Row
            key={item.id}
            axis={axis}
            item={item}
            start={start}
            isOpen={open === item.id}
            toggle={() => choose({ at: open === item.id ? '' : item.id }, true)}
          />
        ))}
      </ol>
    </section>
  );
};
