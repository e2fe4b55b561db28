// What is asked of a system on an emulator: the HTTP contract, and one stack deployed alone.
import { StepError } from '../cli/prepare.ts';
import type { Screen } from '../cli/screen.ts';
import type { Terminal } from '../cli/terminal.ts';
import { redeployOne } from './assembly/redeploy.ts';
import type { Host } from './host.ts';
import type { EmulatedSystem } from './run.ts';
import { stepsOn } from './steps.ts';
import { runSuite } from './suite.ts';

export interface Wanted {
  readonly stage: string;
  /** Run the suite. */
  readonly suite: boolean;
  /** Deploy one stack alone. */
  readonly verify: boolean;
}

export interface Surroundings {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly host: Host;
}

/** Does the contract hold? Throws where the stack cannot be deployed. */
export async function verify(
  system: EmulatedSystem,
  options: Wanted,
  around: Surroundings,
): Promise<boolean> {
  const holds = !options.suite || (await verifySuite(system, around));
  if (options.verify) await verifyRedeployment(options, system, around);
  return holds;
}

async function verifySuite(
  system: EmulatedSystem,
  { terminal, screen, host }: Surroundings,
): Promise<boolean> {
  const startedAt = performance.now();
  const lines: string[] = [];
  const clear = screen.doing('suite');
  const holds = await runSuite(system, host, (line) => lines.push(line)).finally(clear);
  const summary = lines.find((line) => /^\s*Tests /.test(line))?.trim() ?? 'no summary';
  if (holds) {
    screen.done('suite', summary, performance.now() - startedAt);
    return true;
  }
  for (const line of lines) terminal.line(line);
  screen.warn('suite', `the HTTP contract does not hold: ${summary}`);
  return false;
}

async function verifyRedeployment(
  { stage }: Wanted,
  { prepared, aws, apiUrl }: EmulatedSystem,
  { screen, host }: Surroundings,
): Promise<void> {
  await stepsOn(screen)('redeploy', async () => {
    const stack = await redeployOne(prepared.directory, `Tandem-${stage}-Docs`, aws, host);
    const others = prepared.stacks.length - 1;
    const { status } = await fetch(`${apiUrl}/docs`);
    if (status !== 200) throw new StepError('redeploy', `/docs answers ${status}`, 'see the logs');
    return { value: undefined, text: `${stack} alone, ${others} stacks as they were` };
  });
}
