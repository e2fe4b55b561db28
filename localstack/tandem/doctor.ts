// What a start needs, and what to do about what is missing.

import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { paths, repository } from '../cli/paths.ts';
import { listRunning } from '../cli/running.ts';
import { holderOf, isFree } from '../cloud/ports.ts';
import { findDynoxide, howToGetDynoxide } from '../dynamodb/binary.ts';

export interface Finding {
  readonly good: boolean;
  readonly what: string;
  /** What to do when it is not good. */
  readonly hint?: string;
}

export const findingsFor = async (ports: { api: number; aws: number }): Promise<Finding[]> => [
  node(),
  installed(),
  database(),
  await port(ports.api, 'PORT'),
  await port(ports.aws, 'TANDEM_AWS_PORT'),
  writable(),
  built(),
];

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return {
    good: major > 24 || (major === 24 && minor >= 7),
    what: `Node ${process.versions.node}`,
    hint: 'run it by npm (npm run doctor): npm puts the Node 24 of this repository in the PATH',
  };
}

function database(): Finding {
  const other = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  return {
    good: other !== undefined || findDynoxide() !== undefined,
    what: other ? `DynamoDB at ${other}` : 'DynamoDB (dynoxide)',
    // It is one of the dependencies.
    hint: areInstalled() ? howToGetDynoxide() : install,
  };
}

async function port(number: number, variable: string): Promise<Finding> {
  const ours = listRunning(paths.run).find(
    ({ ports }) => ports.api === number || ports.aws === number,
  );
  if (ours) return { good: true, what: `port ${number} is in use by tandem (process ${ours.pid})` };
  const free = await isFree(number);
  const holder = free ? undefined : holderOf(number);
  return {
    good: free,
    what: `port ${number} is ${free ? 'free' : `in use by ${holder ? `process ${holder.pid} (${holder.command.slice(0, 60)})` : 'another process'}`}`,
    hint: `choose another with ${variable}=<port>`,
  };
}

const install = 'npm start installs the dependencies (npm ci)';

const areInstalled = () => existsSync(join(repository, 'node_modules', '.package-lock.json'));

function installed(): Finding {
  const good = areInstalled();
  return { good, what: `the dependencies are ${good ? '' : 'not '}installed`, hint: install };
}

function writable(): Finding {
  const parent = join(paths.dist, '..');
  try {
    accessSync(parent, constants.W_OK);
    return { good: true, what: 'the repository can be written to (.local, dist)' };
  } catch {
    return { good: false, what: 'the repository is read-only', hint: 'make it writable' };
  }
}

function built(): Finding {
  const is = existsSync(paths.dist) && existsSync(join(paths.assembly, 'manifest.json'));
  return {
    good: true,
    what: is ? 'bundles and assembly are there' : 'nothing is built yet (npm start does it)',
  };
}
