// How late the event loop is: the one measure of a process that has more to do than it can.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const windowMs = 500;
const resolutionMs = 10;
/** Late for so many windows together is an overload; one is a burst. */
const lateWindows = 4;

/** Late is more than `mostMs` on average over a window. */
export const watchLateness = (mostMs: number): { readonly isOverload: boolean; stop(): void } => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let late = 0;
  histogram.enable();
  const timer = setInterval(() => {
    // The histogram counts the whole gap between two ticks, in nanoseconds.
    late = histogram.mean / 1e6 - resolutionMs > mostMs ? late + 1 : 0;
    histogram.reset();
  }, windowMs).unref();
  return {
    get isOverload() {
      return late >= lateWindows;
    },
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
};
