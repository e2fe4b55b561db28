// One axis for moments that lie milliseconds and days apart: bursts are drawn to scale, the time between them is not.

export interface Span {
  /** Milliseconds of the epoch. */
  readonly from: number;
  /** The same as `from` for what takes no time. */
  readonly to: number;
}

export interface Burst extends Span {
  /** Percent of the axis. */
  readonly left: number;
  readonly width: number;
}

export interface Axis {
  readonly bursts: readonly Burst[];
  /** Percent of the axis at which a time is. */
  at(time: number): number;
}

/** What lies further apart begins a new burst. */
const pauseMs = 2_000;
/** Percent between two bursts. */
const pauseWidth = 4;

const burstsOf = (spans: readonly Span[]): Span[] => {
  const bursts: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = bursts.at(-1);
    if (last && from - last.to <= pauseMs) last.to = Math.max(last.to, to);
    else bursts.push({ from, to });
  }
  return bursts;
};

/** The root, so that a short burst beside a long one can still be seen. */
const weightOf = ({ from, to }: Span): number => Math.sqrt(Math.max(to - from, 25));

export const timeAxis = (spans: readonly Span[]): Axis => {
  const found = burstsOf(spans);
  const pause = Math.min(pauseWidth, 50 / Math.max(found.length, 1));
  const room = 100 - pause * (found.length - 1);
  const total = found.reduce((sum, burst) => sum + weightOf(burst), 0);
  let left = 0;
  const bursts = found.map((burst) => {
    const width = (room * weightOf(burst)) / total;
    const placed = { ...burst, left, width };
    left += width + pause;
    return placed;
  });
  return {
    bursts,
    at(time) {
      const burst = bursts.findLast(({ from }) => from <= time);
      if (!burst) return 0;
      const share = (Math.min(time, burst.to) - burst.from) / Math.max(burst.to - burst.from, 1);
      return burst.left + burst.width * share;
    },
  };
};
