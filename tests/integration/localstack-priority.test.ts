// The runner is served before what it has started, also where each session has a share of its own.
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { exited, spawnChild } from '../../localstack/cloud/children.ts';

const child = spawnChild(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], {
  stdio: 'ignore',
});
afterAll(async () => {
  child.kill('SIGKILL');
  await exited(child);
});

const sessions = `/proc/${child.pid}/autogroup`;

it('a child stands behind the runner', () => {
  expect(getPriority(child.pid)).toBeGreaterThan(getPriority());
});

it.skipIf(!existsSync(sessions))('and so does its session', async () => {
  await expect
    .poll(() => readFileSync(sessions, 'utf8'), { timeout: 20_000 })
    .toMatch(/ nice [1-9]/);
});
