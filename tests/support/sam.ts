// The SAM CLI and a Docker engine, where they can be had; and what differs between two answers of one function.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const answers = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;

/** Why nothing can be tried; undefined where it can. */
export const whyNoSam = (): string | undefined => {
  if (!answers('docker', 'version')) return 'no Docker engine answers';
  return answers('sam', '--version') ? undefined : 'there is no SAM CLI, pipx install aws-sam-cli';
};

export interface SamCommand {
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

/** `npm run tandem -- sam …`; resolves when it has said this, or has ended. */
export const startSam = async (args: readonly string[], until?: RegExp): Promise<SamCommand> => {
  const child = spawn(process.execPath, ['localstack/cli.ts', 'sam', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const said = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      errors += `${line}\n`;
      if (until?.test(line)) resolve();
    });
  });
  await Promise.race([said, ended]);
  return {
    output: () => output,
    errors: () => errors,
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

/** Of a starved machine: its client would ask again. */
const isBusy = (answer: unknown): boolean => {
  const { statusCode, errorMessage } = (answer ?? {}) as Record<string, unknown>;
  return statusCode === 503 || errorMessage === 'Too busy right now';
};

export const whenNotBusy = async (ask: () => Promise<unknown>): Promise<unknown> => {
  let answer = await ask();
  while (isBusy(answer)) answer = await ask();
  return answer;
};

/** Ids, times and tokens are others each time. */
export const withoutWhatPasses = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer)
      .replaceAll(/eyJ[\w-]+(?:\.[\w-]+){1,2}/g, 'token')
      .replaceAll(/(refreshToken\\":\\")[\w-]+/g, '$1token')
      .replaceAll(/"milliseconds":\d+/g, '"milliseconds":0')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
      .replaceAll(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g, 'id'),
  );
