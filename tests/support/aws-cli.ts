// The AWS CLI, version 1, from the Python index, in an environment of its own under `.local`.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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

export const awsCli =
  (binary: string, endpoint: string) =>
  async (...command: string[]): Promise<CliResult> => {
    const environment = {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    try {
      const { stdout } = await run(binary, command, { env: environment, timeout: 30_000 });
      return { output: stdout, error: '' };
    } catch (failure) {
      const { stdout = '', stderr = '' } = failure as { stdout?: string; stderr?: string };
      return { output: stdout, error: stderr };
    }
  };
