// A base image of what this machine has: Node, the libraries it is linked to, and a user; for where no registry is reachable.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { docker, hasImage } from './docker.ts';

/** Node of the `node` package, the version that all else here runs on. */
const nodePackage = () => {
  const manifest = createRequire(import.meta.url).resolve('node/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { version, binary: join(dirname(manifest), 'bin', 'node') };
};

/** Paths that the loader finds for a program, e.g. `/lib/x86_64-linux-gnu/libc.so.6`. */
export const librariesIn = (ldd: string): string[] =>
  ldd
    .split('\n')
    .map((line) => /(?:=>\s+)?(\/\S+)\s+\(0x[0-9a-f]+\)\s*$/.exec(line)?.[1])
    .filter((path) => path !== undefined);

const accounts: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnode:x:1000:1000:node:/tmp:/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnode:x:1000:\n',
  'etc/nsswitch.conf': 'hosts: files dns\n',
};

const copy = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
};

/** A program, and the libraries it is linked to. */
export const addProgram = (root: string, binary: string, path: string): void => {
  copy(binary, join(root, path));
  const linked = execFileSync('ldd', [binary], { encoding: 'utf8' });
  for (const library of librariesIn(linked)) copy(library, join(root, library));
};

const fill = (root: string, binary: string): void => {
  addProgram(root, binary, 'usr/local/bin/node');
  for (const [path, text] of Object.entries(accounts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
};

/** Makes it unless it is there; answers its name. */
export const localBase = (): Promise<string> => importImage('base', () => {});

/** Node and what is added to it, as `tandem/<name>:node-<version>`; made unless it is there. */
export const importImage = async (name: string, add: (root: string) => void): Promise<string> => {
  if (process.platform !== 'linux') {
    throw new Error('a local image is made of Linux libraries: name one that is there');
  }
  const { version, binary } = nodePackage();
  const reference = `tandem/${name}:node-${version}`;
  if (await hasImage(reference)) return reference;
  const work = mkdtempSync(join(tmpdir(), 'tandem-base-'));
  try {
    const [root, archive] = [join(work, 'root'), join(work, 'base.tar')];
    fill(root, binary);
    add(root);
    execFileSync('tar', ['--owner=0', '--group=0', '-C', root, '-cf', archive, '.']);
    const path = 'ENV PATH=/usr/local/bin:/usr/bin:/bin';
    await docker(['import', '--change', path, archive, reference]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return reference;
};
