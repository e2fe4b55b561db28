// `/_tandem/chaos`: how far the chaos run of this repository has come, starting one, and stopping it.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../cli/running.ts';
import type { Lifetime } from '../../cloud/cloud.ts';
import { type Call, type Route, RouteError } from '../routing.ts';
import { chaosAsked, faultNames } from './asked.ts';
import { type ChaosChild, startChaos } from './child.ts';

interface ChaosParts extends Pick<Lifetime, 'onStop'> {
  /** Where runs write down how far they have come. */
  readonly directory: string;
  /** Below the repository. */
  readonly program: string;
}

interface Written {
  readonly pid?: number;
  /** Null until every invariant was looked at. */
  readonly passed?: boolean | null;
}

const fileOf = (directory: string): string => join(directory, 'live.json');

/** Null where there was none, or what is there cannot be read. */
export function chaosRun(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(fileOf(directory), 'utf8'));
  } catch {
    return null;
  }
}

/** Somebody's, perhaps at a terminal. */
function goesOn(directory: string): boolean {
  const { passed, pid = 0 } = (chaosRun(directory) ?? {}) as Written;
  return passed === null && Number.isInteger(pid) && pid > 0 && isAlive(pid);
}

export function chaosRoutes({ directory, program, onStop }: ChaosParts): Route[] {
  const path = /^\/_tandem\/chaos$/;
  let own: ChaosChild | undefined;
  const isGoing = () => own?.isRunning() || goesOn(directory);

  function look() {
    const told = { run: chaosRun(directory), own: own?.view() ?? null };
    return { ...told, isGoing: isGoing(), faults: faultNames };
  }

  function start({ body }: Call) {
    const asked = chaosAsked(body);
    if (isGoing()) {
      throw new RouteError(409, 'a chaos run goes on already: wait for its end, or stop it');
    }
    // Of the run before.
    rmSync(fileOf(directory), { force: true });
    own = startChaos(program, asked);
    return look();
  }

  async function stop() {
    if (!own?.isRunning()) throw new RouteError(409, 'no chaos run was started here that goes on');
    await own.stop();
    return look();
  }

  onStop('chaos run', async () => own?.stop());
  return [
    ['GET', path, look],
    ['POST', path, start],
    ['DELETE', path, stop],
  ];
}
