// A line of the last values of something, as small as a word.
import { useEffect, useRef } from 'preact/hooks';

const kept = 60;

/** Values of this page's life, by name; they outlive a change of the page. */
const histories = new Map<string, number[]>();

export const Spark = ({ name, value }: { name: string; value: number }) => {
  const points = useRef(histories.get(name) ?? []);
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    histories.set(name, points.current);
    const timer = setInterval(() => {
      points.current.push(latest.current);
      if (points.current.length > kept) points.current.shift();
    }, 1_000);
    return () => clearInterval(timer);
  }, [name]);
  const all = [...points.current, value];
  const most = Math.max(1, ...all);
  const path = all
    .map((one, index) => `${(index * 60) / Math.max(all.length - 1, 1)},${15 - (14 * one) / most}`)
    .join(' ');
  return (
    <svg class="spark" viewBox="0 0 60 16" width="60" height="16" aria-hidden="true">
      <polyline points={path} />
    </svg>
  );
};
