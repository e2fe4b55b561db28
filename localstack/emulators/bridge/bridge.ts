// How containers reach this machine: by the address of Docker's bridge, where that is one of ours.

import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { UsageError } from '../../../platform/cli/flags.ts';

export interface Bridge {
  /** Where this machine listens for containers. */
  readonly address: string;
  /** What containers call it. */
  readonly name: string;
}

interface Network {
  readonly IPAM: {
    readonly Config: readonly { readonly Subnet: string; readonly Gateway?: string }[];
  };
}

const installed = 'Docker Desktop, or on Debian: apt-get install docker.io';

/** Throws UsageError where no engine answers. */
export async function bridgeOf(): Promise<Bridge> {
  const inspected = await docker(['network', 'inspect', 'bridge']);
  const address = addressIn(JSON.parse(inspected) as Network[]);
  // Those of a bridge without containers are not listed among the interfaces, and can be listened on.
  if (address !== undefined && (await isOwn(address))) return { address, name: address };
  // The engine is in a virtual machine, which leads this name to the loopback of its host.
  return { address: '127.0.0.1', name: 'host.docker.internal' };
}

/** Engines tell it as the gateway, or leave it to be the first address of the subnet. */
export function addressIn([network]: readonly Network[]): string | undefined {
  const config = network?.IPAM.Config.find(({ Subnet }) => /^[\d.]+\/\d+$/.test(Subnet));
  return config && (config.Gateway || config.Subnet.replace(/\d+\/\d+$/, '1'));
}

function isOwn(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}

function docker(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('docker', args, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const why = error.code === 'ENOENT' ? 'docker is not installed' : stderr.trim();
      reject(new UsageError(`no Docker engine answers: ${why} (${installed})`));
    });
  });
}
