// Small pieces: times that stay right, states with a colour, data as text, what was chosen in sight.
import { useEffect, useRef, useState } from 'preact/hooks';
import { age, moment, words } from './format.ts';

const listeners = new Set<(now: number) => void>();
setInterval(() => {
  for (const tell of listeners) tell(Date.now());
}, 1_000);

/** The time of now, each second. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    listeners.add(setNow);
    return () => void listeners.delete(setNow);
  }, []);
  return now;
};

export const Age = ({ time }: { time: string | number | null | undefined }) => {
  const now = useNow();
  if (time === null || time === undefined) return <span class="soft">–</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={moment(time)}>
      {age(time, now)}
    </time>
  );
};

const tones: Readonly<Record<string, string>> = {
  good: 'confirmed shipped delivered authorized captured active ready running enabled in_stock',
  bad: 'rejected declined failed disabled cancelled unknown error dead',
  wait: 'pending_stock pending_payment cancel_pending return_pending pending partly_shipped partly_delivered partly_refunded requested',
};

const toneOf = (state: string): string =>
  Object.entries(tones).find(([, states]) => states.split(' ').includes(state))?.[0] ?? 'plain';

export const Badge = ({ state }: { state: string }) => (
  <span class={`badge ${toneOf(state)}`}>{words(state)}</span>
);

/** For the element that shows what was chosen in a list: scrolled to once, where it is out of the window or at its lower edge. */
export const useInSight = <E extends HTMLElement>() => {
  const element = useRef<E>(null);
  useEffect(() => {
    const top = element.current?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > innerHeight * 0.8) element.current?.scrollIntoView();
  }, []);
  return element;
};

/** Anything as indented JSON; text, whatever is in it. */
export const Json = ({ value }: { value: unknown }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys
  <pre class="json" tabIndex={0}>
    {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
  </pre>
);

export const Facts = ({ of }: { of: readonly (readonly [string, preact.ComponentChildren])[] }) => (
  <dl class="facts">
    {of.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
