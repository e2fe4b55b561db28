// The runner is served before what it has started, and that before what computes, also where each session has a share of its own.
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { behindTheOthers, exited, spawnChild } from '../../localstack/cloud/children.ts';

const start = (options: { readonly niceness?: number }) =>
  spawnChild(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], {
    stdio: 'ignore',
    ...options,
  });
const children = [start({}), start({ niceness: behindTheOthers })];
const sessionOf = ({ pid }: { readonly pid: number }) => `/proc/${pid}/autogroup`;

afterAll(() =>
  Promise.all(
    children.map((child) => {
      child.kill('SIGKILL');
      return exited(child);
    }),
  ),
);

describe.each([
  ['a child stands behind the runner', children[0], 5],
  ['one that computes behind the others', children[1], 10],
])('%s', (_name, child, niceness) => {
  if (child === undefined) throw new Error('it has not started');

  it('as a process', () => {
    expect(getPriority(child.pid)).toBe(Math.max(niceness, getPriority()));
  });

  it.skipIf(!existsSync(sessionOf(child)))('as a session', async () => {
    const words = () => readFileSync(sessionOf(child), 'utf8');
    await expect.poll(words, { timeout: 20_000 }).toContain(` nice ${niceness}\n`);
  });
});
