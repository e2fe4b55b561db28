// Build and synthesis before a start, unless nothing has changed since the last.

import { rmSync } from 'node:fs';
import { lock } from '../../cli/lock.ts';
import { paths } from '../../cli/paths.ts';
import {
  buildBundles,
  type Context,
  countStacks,
  fingerprint,
  isCurrent,
  remember,
  synthesise,
} from '../../cli/prepare.ts';
import { listRunning } from '../../cli/running.ts';
import type { Screen } from '../../cli/screen.ts';

/** `use` has it for itself: no other build replaces it meanwhile. */
export async function makeAssembly(
  { stage, context = {} }: { readonly stage: string; readonly context?: Context },
  screen: Screen,
  use: () => void = () => undefined,
): Promise<void> {
  // Two copies that start at once would write the same files.
  const release = await lock(paths.buildLock, (pid) =>
    screen.warn('build', `waits for that of process ${pid}`),
  );
  try {
    await makeUnlessCurrent(stage, context, screen);
    use();
  } finally {
    release();
  }
}

/** The one that is there, whatever has changed since. */
export function keepAssembly(screen: Screen): void {
  screen.done('assembly', `${countStacks()} stacks, as last made`);
}

async function makeUnlessCurrent(stage: string, context: Context, screen: Screen): Promise<void> {
  const mark = fingerprint(stage, context);
  if (isCurrent(mark)) {
    screen.done('assembly', `${countStacks()} stacks, no source has changed`);
    return;
  }
  const bundles = await timed(screen, 'build', () => buildBundles());
  screen.done('build', `${bundles.result.length} bundles`, bundles.durationMs);
  // A running copy goes on reading its assets; without one nothing needs the old ones.
  if (listRunning(paths.run).every(({ pid }) => pid === process.pid)) {
    rmSync(paths.assembly, { recursive: true, force: true });
  }
  const synthesis = await timed(screen, 'assembly', () => synthesise(stage, context));
  screen.done('assembly', `${countStacks()} stacks`, synthesis.durationMs);
  remember(mark);
}

async function timed<T>(screen: Screen, step: string, work: () => Promise<T>) {
  const startedAt = performance.now();
  const clear = screen.doing(step);
  try {
    return { result: await work(), durationMs: performance.now() - startedAt };
  } finally {
    clear();
  }
}
