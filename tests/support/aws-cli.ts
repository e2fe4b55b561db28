// The AWS CLI, version 1, from the Python index, in an environment of its own under `.local`.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const directory = '.local/aws-cli';
const version = '1.46.3';

/** Undefined where it cannot be had: no Python, no network. */
export const findAwsCli = async (): Promise<string | undefined> => {
  const binary = `${directory}/bin/aws`;
  if (existsSync(binary)) return binary;
  try {
    await run('python3', ['-m', 'venv', directory]);
    await run(
      `${directory}/bin/pip`,
      ['install', '--quiet', '--retries', '1', '--timeout', '10', `awscli==${version}`],
      { timeout: 120_000 },
    );
    return binary;
  } catch {
    return undefined;
  }
};

export interface CliResult {
  readonly output: string;
  readonly error: string;
}

export interface AwsCli {
  run(...command: string[]): Promise<CliResult>;
  stop(): void;
}

/** One process for all commands, which come one after the other. */
export const startAwsCli = (binary: string, endpoint: string): AwsCli => {
  const child = spawn(`${dirname(binary)}/python`, ['tests/support/aws-cli.py'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (...command) => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`the AWS CLI ended at ${command.join(' ')}`);
      return JSON.parse(value);
    },
    stop: () => void child.kill(),
  };
};
