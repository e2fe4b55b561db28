// How late the event loop is: the one measure of a process that has more to do than it can.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const windowMs = 500;
const resolutionMs = 10;
/** Late for so many windows together is an overload; one is a burst. */
const lateWindows = 4;

/** Told how long the gaps between two ticks were on average, window by window, in nanoseconds. */
export const createLateness = (mostMs: number) => {
  let late = 0;
  return {
    get isOverload() {
      return late >= lateWindows;
    },
    /** The whole gap is counted, and late is what is beyond the tick. */
    window: (meanGap: number): void => {
      late = meanGap / 1e6 - resolutionMs > mostMs ? late + 1 : 0;
    },
  };
};

/** Late is more than `mostMs` on average over a window. */
export const watchLateness = (mostMs: number): { readonly isOverload: boolean; stop(): void } => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const lateness = createLateness(mostMs);
  histogram.enable();
  const timer = setInterval(() => {
    lateness.window(histogram.mean);
    histogram.reset();
  }, windowMs).unref();
  return {
    get isOverload() {
      return lateness.isOverload;
    },
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
};
