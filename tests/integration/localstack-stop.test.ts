import { describe, expect, it } from 'vitest';
import {
  eventually,
  lambda,
  outputFile,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const resourcesWith = (out: string) => ({
  Worker: role('lambda.amazonaws.com'),
  Work: lambda('work', 'Worker', 'work', {
    Timeout: 60,
    Environment: { Variables: { OUT: out } },
  }),
});

async function stopWhile(code: string) {
  const { path, events } = outputFile();
  const assembly = writeAssembly({ Shop: { Resources: resourcesWith(path) } }, { work: code });
  const running = await run(assembly);
  const result = running.cloud.functions.invoke('work', '{}');
  await eventually(events, (all) => all.length === 1);
  const pids = running.cloud.processes().map(({ pid }) => pid);
  const started = performance.now();
  await running.stop();
  const { payload } = await result;
  return {
    payload,
    ms: performance.now() - started,
    left: pids.filter(isAlive),
    count: pids.length,
  };
}

describe('a stop', () => {
  it('lets a function finish what it does', async () => {
    const code = recorder("await new Promise((done) => setTimeout(done, 300)); return 'done';");
    const { payload, left } = await stopWhile(code);
    // What does not end is killed, and has no answer.
    expect({ payload, left }).toEqual({ payload: '"done"', left: [] });
  });

  it('ends what does not end by itself', async () => {
    const code = recorder('await new Promise((done) => setTimeout(done, 60_000));');
    const { payload, ms, left, count } = await stopWhile(code);
    expect(JSON.parse(payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect({ left, count }).toEqual({ left: [], count: 2 });
    // Long before it would have.
    expect(ms).toBeLessThan(30_000);
  });
});
