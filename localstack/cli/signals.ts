// Ctrl-C and SIGTERM: the first asks for a clean stop, the second ends at once.

import type { Terminal } from './terminal.ts';

/** As a shell says of a command that Ctrl-C has ended. */
export const interrupted = 130;

export interface Stopping {
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Called at the second, before the process exits with `interrupted`. */
  onKill(kill: () => void): void;
}

// npm passes on the signal that the terminal has already sent: both are one Ctrl-C.
const sameMs = 250;

export function untilStopped(terminal: Terminal): Stopping {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const kills: (() => void)[] = [];
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      terminal.line('\n stopping …');
      resolve();
      return;
    }
    if (performance.now() - firstAt < sameMs) return;
    for (const kill of kills) kill();
    process.exit(interrupted);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  whenParentEnds(onSignal);
  return { asked, onKill: (kill) => void kills.push(kill) };
}

// npm does not pass SIGTERM on through its shell: its end is then all that is seen of it.
function whenParentEnds(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}
