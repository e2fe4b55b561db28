// One shell for the steps of a page, since each goes on with what the one before has found.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Run {
  readonly script: string;
  readonly seconds: number;
  /** The longest time in which nothing was printed. */
  readonly silence: number;
  /** The last lines, for who looks at a failure. */
  readonly tail: string;
}

const mark = '\u0001';

/** Tells of each step as it ends; answers the exit code. */
export const runSteps = async (
  scripts: readonly string[],
  ended: (run: Run) => void,
): Promise<{ readonly code: number; readonly tail: string }> => {
  const shell = spawn('bash', ['-euo', 'pipefail'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = once(shell, 'exit');
  // A command that reads its input would read the steps that come after it.
  shell.stdin.end(
    scripts.map((script) => `{ ${script}\n} < /dev/null\nprintf '${mark}'\n`).join(''),
  );
  let at = 0;
  let [startedAt, lastAt, silence, tail] = [performance.now(), performance.now(), 0, ''];
  const hear = (chunk: Buffer): void => {
    const now = performance.now();
    silence = Math.max(silence, now - lastAt);
    lastAt = now;
    for (const [index, part] of chunk.toString().split(mark).entries()) {
      if (index > 0) {
        ended({
          script: scripts[at] ?? '',
          seconds: (now - startedAt) / 1000,
          silence: silence / 1000,
          tail,
        });
        at += 1;
        [startedAt, silence, tail] = [now, 0, ''];
      }
      tail = (tail + part).slice(-2_000);
    }
  };
  shell.stdout.on('data', hear);
  shell.stderr.on('data', hear);
  const [code] = await exit;
  return { code: code ?? 1, tail };
};
