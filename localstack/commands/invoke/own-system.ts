// A system of its own with products and users, of an assembly that nobody else runs.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../cli/paths.ts';
import { createScreen } from '../../cli/screen.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { Logs } from '../../cloud/logs/logs.ts';
import { makeAssembly } from '../../tandem/build/make-assembly.ts';
import { seedShop } from '../../tandem/seed/steps.ts';
import { startSystem } from '../../tandem/system.ts';

const stage = 'dev';

/** Replaced bundles are written into the assembly, which others may be running. */
async function copyOfAssembly(terminal: Terminal): Promise<string> {
  const assembly = mkdtempSync(join(tmpdir(), 'tandem-invoke-'));
  await makeAssembly({ stage }, createScreen(terminal), () =>
    cpSync(paths.assembly, assembly, { recursive: true }),
  );
  return assembly;
}

export async function startOwnSystem(terminal: Terminal, logs: Logs) {
  const assembly = await copyOfAssembly(terminal);
  const system = await startSystem({ assembly, stage, ports: { api: 0, aws: 0 }, logs });
  const { endpoints, scheduler } = system.cloud;
  // It is there for one function: what is due at a start would come between.
  scheduler.stop();
  const apiUrl = `http://localhost:${endpoints.api}/v1`;
  await seedShop(
    { apiUrl, awsUrl: `http://127.0.0.1:${endpoints.aws}`, stage },
    ({ name, text, failed }) => failed && terminal.error(`seed: ${name}: ${text}`),
  );
  return {
    apiUrl,
    cloud: system.cloud,
    async stop() {
      await system.stop();
      logs.close();
      rmSync(assembly, { recursive: true, force: true });
    },
  };
}
