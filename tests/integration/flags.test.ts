// A flag that no command knows is told in one line, with exit code 2, whichever command it is.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([
  'infra/build.ts',
  'infra/verify-synth.ts',
  'infra/lint.ts',
  'infra/costs.ts',
  'infra/diff-branch.ts',
  'infra/changed-stacks.ts',
  'infra/scan-images.ts',
  'infra/images.ts',
  'tests/bench/run.ts',
  'tests/chaos/run.ts',
  'tests/chaos/planted-bugs.ts',
  'tests/mutants/run.ts',
  'tests/load/run.ts',
  'tests/load/outage-run.ts',
  'tests/images/run.ts',
  'containers/orders/lists/rebuild-views.ts',
  'functions/outbox-relay/republish-command.ts',
  'containers/products/stock/reconcile.ts',
])('%s', (command) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [command, '--nonsense'], {
    encoding: 'utf8',
  });
  expect({ status, stdout, trace: stderr.includes('node:internal') }).toEqual({
    status: 2,
    stdout: '',
    trace: false,
  });
  expect(stderr).toContain('--nonsense');
  expect(stderr).toMatch(/--help|Usage:/);
});
