// Ctrl-C and SIGTERM: the first asks for a clean stop, the second ends at once.

import type { Terminal } from './terminal.ts';

export interface Stopping {
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Called at the second, before the process exits with 130. */
  onKill(kill: () => void): void;
}

export function untilStopped(terminal: Terminal): Stopping {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const kills: (() => void)[] = [];
  let times = 0;
  const onSignal = () => {
    times += 1;
    if (times === 1) {
      terminal.line('\n stopping …');
      resolve();
      return;
    }
    for (const kill of kills) kill();
    process.exit(130);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return { asked, onKill: (kill) => void kills.push(kill) };
}
