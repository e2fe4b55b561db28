// An image in which the SAM CLI runs functions, of what this machine has, for where AWS's own cannot be had.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addProgram, importImage } from './local-base.ts';

/** The client of the Runtime API that functions of the embedded cloud have. */
const client = 'localstack/lambda/execution/runtime.mjs';

/** SAM adds the emulator of Lambda to an image by these, and starts `/var/runtime/bootstrap`. */
const programs = ['sh', 'chmod', 'mv'];

const which = (program: string): string =>
  execFileSync('which', [program], { encoding: 'utf8' }).trim();

/** Makes it unless it is there; answers its name. */
export const localRuntime = (): Promise<string> =>
  importImage('runtime', (root) => {
    for (const program of programs) addProgram(root, which(program), `bin/${program}`);
    const runtime = join(root, 'var/runtime');
    mkdirSync(runtime, { recursive: true });
    copyFileSync(client, join(runtime, 'runtime.mjs'));
    writeFileSync(
      join(runtime, 'bootstrap'),
      '#!/bin/sh\nexport LAMBDA_TASK_ROOT=/var/task\nexec node /var/runtime/runtime.mjs\n',
    );
    chmodSync(join(runtime, 'bootstrap'), 0o755);
    mkdirSync(join(root, 'var/task'));
  });
