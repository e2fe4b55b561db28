// The embedded database is found on every platform its makers publish for, and its absence says what to do.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDynoxide, howToGetDynoxide, type Machine } from '../../localstack/dynamodb/binary.ts';

const nowhere = (file: string): string => {
  throw new Error(`no ${file}`);
};
const machine = (platform: NodeJS.Platform, arch: string, changes: Partial<Machine> = {}) => ({
  platform,
  arch,
  path: '',
  resolve: nowhere,
  ...changes,
});

describe('the program of the embedded database', () => {
  it.each([
    ['linux', 'x64', '@dynoxide/linux-x64/dynoxide'],
    ['linux', 'arm64', '@dynoxide/linux-arm64/dynoxide'],
    ['darwin', 'x64', '@dynoxide/darwin-x64/dynoxide'],
    ['darwin', 'arm64', '@dynoxide/darwin-arm64/dynoxide'],
    ['win32', 'x64', '@dynoxide/win32-x64/dynoxide.exe'],
  ] as const)('is the package of %s-%s', (platform, arch, file) => {
    expect(findDynoxide(machine(platform, arch, { resolve: (wanted) => `/m/${wanted}` }))).toBe(
      `/m/${file}`,
    );
  });

  it('is one in the PATH where there is no package', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-path-'));
    const program = join(directory, 'dynoxide');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    const path = `/nowhere:${directory}`;
    expect(findDynoxide(machine('linux', 'riscv64', { path }))).toBe(program);
    rmSync(directory, { recursive: true });
    expect(findDynoxide(machine('linux', 'riscv64', { path }))).toBeUndefined();
  });

  it.each([
    ['darwin', 'arm64', '`brew install nubo-db/tap/dynoxide`'],
    ['linux', 'arm64', '`cargo install dynoxide-rs`'],
  ] as const)('is told how to be had on %s-%s', (platform, arch, command) => {
    const text = howToGetDynoxide(machine(platform, arch));
    expect(text).toContain(`${platform}-${arch}`);
    expect(text).toContain(command);
    expect(text).toContain('AWS_ENDPOINT_URL_DYNAMODB');
  });
});

describe('the lockfile', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string; os?: string[]; cpu?: string[]; optional?: true }>;
  };

  it('has the database for every platform, in one version, each optional', () => {
    const found = Object.entries(lock.packages).flatMap(([path, { version, os, cpu, optional }]) =>
      path.includes('/@dynoxide/') ? [`${os}-${cpu} ${version} ${optional}`] : [],
    );
    const version = lock.packages['node_modules/@dynoxide/linux-x64']?.version;
    expect(found).toEqual(
      ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'].map(
        (platform) => `${platform} ${version} true`,
      ),
    );
  });

  it('has a Node of its own only where one can be installed', () => {
    expect(lock.packages['node_modules/node']?.optional).toBe(true);
  });
});
