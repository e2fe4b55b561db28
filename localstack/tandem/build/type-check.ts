// The types of what is saved while `npm run dev` runs: bundles are made without looking at them.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { paths, repository } from '../../cli/paths.ts';

const mostShown = 5;

/** Checks once more when something has changed meanwhile; says what is wrong, and when it is right again. */
export function createTypeCheck(say: (text: string) => void, run = checkTypes): () => void {
  let running = false;
  let again = false;
  let wasWrong = false;

  async function check(): Promise<void> {
    const errors = await run();
    if (again) return;
    const more = errors.length - mostShown;
    for (const error of errors.slice(0, mostShown)) say(error);
    if (more > 0) say(`and ${more} more: npx tsc --noEmit`);
    if (errors.length === 0 && wasWrong) say('the types are right again');
    wasWrong = errors.length > 0;
  }

  async function loop(): Promise<void> {
    running = true;
    do {
      again = false;
      await check().catch((error: unknown) => say(String(error)));
    } while (again);
    running = false;
  }

  return () => {
    again = running;
    if (!running) void loop();
  };
}

async function checkTypes(): Promise<string[]> {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', '--incremental', '--pretty', 'false'];
  const child = spawn(
    process.execPath,
    [tsc, ...flags, '--tsBuildInfoFile', join(paths.local, 'types.json')],
    { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const output = await text(child.stdout);
  return output.split('\n').filter((line) => line.includes(': error TS'));
}
