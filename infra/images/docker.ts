// The Docker command line: what it answers, and a plain word where no engine does.
import { execFile } from 'node:child_process';

/** What Docker itself said, in one line. */
export class DockerError extends Error {}

/** Nothing is built or run without an engine. */
export class NoEngine extends DockerError {}

const isUnreachable = (text: string): boolean =>
  /cannot connect to the docker daemon|error during connect|permission denied.*docker/i.test(text);

const noEngine = (why: string): NoEngine =>
  new NoEngine(
    `no Docker engine answers: ${why}. Start one, or name one with DOCKER_HOST (Debian: apt-get install docker.io).`,
  );

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

interface DockerOptions {
  readonly timeoutMs?: number;
  /** Variables beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Answers standard output. */
export const docker = (
  args: readonly string[],
  { timeoutMs = 300_000, environment = {} }: DockerOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = {
      timeout: timeoutMs,
      maxBuffer: 16 * 1024 * 1024,
      // The builder of engines without BuildKit is good enough here and warns about itself.
      env: { ...process.env, DOCKER_CLI_HINTS: 'false', ...environment },
    };
    execFile('docker', args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else if (error.code === 'ENOENT') reject(noEngine('docker is not installed'));
      else if (isUnreachable(stderr)) reject(noEngine(lastLine(stderr).split('. ')[0] ?? ''));
      else if (error.killed) reject(new DockerError(`docker ${args[0]} takes too long`));
      else reject(new DockerError(lastLine(stderr) || error.message));
    });
  });

/** Version of the engine; throws NoEngine. */
export const engineVersion = (): Promise<string> =>
  docker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 15_000 });

export const hasImage = (reference: string): Promise<boolean> =>
  docker(['image', 'inspect', '--format', '{{.Id}}', reference]).then(
    () => true,
    (error: unknown) => {
      if (error instanceof NoEngine) throw error;
      return false;
    },
  );

export const sizeOf = async (reference: string): Promise<number> =>
  Number(await docker(['image', 'inspect', '--format', '{{.Size}}', reference]));
