// Build and synthesis before a start, unless nothing has changed since the last.

import {
  buildBundles,
  countStacks,
  fingerprint,
  isCurrent,
  remember,
  synthesise,
} from './cli/prepare.ts';
import type { Screen } from './cli/screen.ts';

export async function makeAssembly(stage: string, screen: Screen): Promise<void> {
  const mark = fingerprint(stage);
  if (isCurrent(mark)) {
    screen.done('assembly', `${countStacks()} stacks, no source has changed`);
    return;
  }
  const bundles = await timed(screen, 'build', () => buildBundles());
  screen.done('build', `${bundles.result.length} bundles`, bundles.durationMs);
  const synthesis = await timed(screen, 'assembly', () => synthesise(stage));
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
