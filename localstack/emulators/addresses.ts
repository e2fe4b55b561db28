// What functions call this machine: the loopback where they are its processes, the name on Docker's bridge where they run in containers.

import type { Profile } from './assembly/profiles.ts';
import { bridgeOf } from './bridge/bridge.ts';
import { openDoor } from './bridge/door.ts';
import type { Host } from './host.ts';

const loopback = '127.0.0.1';

export interface Addresses {
  /** Where an emulator listens for its functions, beside the loopback. */
  readonly listens: string;
  /** Name of this machine in the templates. */
  readonly name: string;
}

export const onLoopback: Addresses = { listens: loopback, name: loopback };

/** Throws UsageError where no Docker engine answers that is needed. */
export async function addressesFor({ functionsIn }: Profile): Promise<Addresses> {
  if (functionsIn === 'processes') return onLoopback;
  const { address, name } = await bridgeOf();
  return { listens: address, name };
}

/** The load balancer and the payment provider listen on the loopback alone: containers come in by these. */
export async function openDoors(
  { listens, name }: Addresses,
  ports: readonly number[],
  host: Host,
): Promise<void> {
  if (listens === loopback) return;
  for (const port of ports) {
    const door = await openDoor({ address: listens, name }, port, port);
    host.onStop(`door to ${port}`, async () => door.close());
  }
}
