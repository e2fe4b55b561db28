// A flag that no command knows is told in one line, with exit code 2, whichever command it is.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([
  'infra/tools/build.ts',
  'infra/tools/verify-synth.ts',
  'infra/tools/lint.ts',
  'infra/tools/costs.ts',
  'infra/tools/diff-branch.ts',
  'infra/tools/changed-stacks.ts',
  'infra/tools/scan-images.ts',
  'infra/tools/images.ts',
  'tests/bench/run.ts',
  'tests/chaos/run.ts',
  'tests/chaos/planted-bugs.ts',
  'tests/chaos/blackouts.ts',
  'tests/mutants/run.ts',
  'tests/load/run.ts',
  'tests/load/outage-run.ts',
  'tests/images/run.ts',
  'tests/transcript/run.ts',
  'tests/pictures/run.ts',
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
