// An embedded cloud in a process of its own, so that a test can kill it: `node cloud-process.ts <assembly> <data directory>`.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runAssembly } from '../../localstack/embedded/embedded.ts';

export interface CloudProcess {
  readonly child: ChildProcess;
  readonly endpoint: string;
  /** SIGKILL, and all that the process has started with it. */
  kill(): Promise<void>;
}

const path = fileURLToPath(import.meta.url);

/** Resolves when it is ready. */
export const startCloudProcess = async (
  assembly: string,
  dataDir: string,
): Promise<CloudProcess> => {
  const child = spawn(process.execPath, [path, assembly, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim()));
    void gone.then(() => reject(new Error('the cloud ended before it was ready')));
  });
  return {
    child,
    endpoint: `http://127.0.0.1:${port}`,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
};

if (process.argv[1] === path) {
  const [, , assembly = '', dataDir = ''] = process.argv;
  const { cloud } = await runAssembly({
    assembly,
    dataDir,
    ports: { api: 0, aws: 0 },
    region: 'eu-central-1',
    log: { line: () => undefined },
  });
  process.stdout.write(`${cloud.endpoints.aws}\n`);
}
