import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './tests/support/slowest-first.ts';

/** Many a test waits for a timer or for a process of its own: more at once than there are processors. */
const maxWorkers = Math.max(4, availableParallelism());

/** As long as a busy machine needs; what comes sooner is not waited for. */
const expect = { poll: { timeout: 20_000 } };

/** What hangs is found; how fast the machine is decides nothing. */
const patient = { testTimeout: 180_000, hookTimeout: 180_000 };

/** What a test imports of it has to be what other libraries import of it: they know its classes. */
const alias = { graphql: fileURLToPath(import.meta.resolve('graphql')) };

const project = (name: string, options: Record<string, unknown> = {}) => ({
  resolve: { alias },
  test: { name, include: [`tests/${name}/**/*.test.ts`], expect, ...options },
});

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      // What a worker has read once serves all its files; what a file puts in the place of something, it takes back.
      project('unit', { maxWorkers, ...patient, isolate: false }),
      project('contract', { maxWorkers, ...patient, isolate: false }),
      project('integration', { maxWorkers, ...patient, isolate: false }),
      // One synthesis a stage instead of one a file; the CDK's own validation of templates is for `npm run synth`.
      project('infra', {
        maxWorkers,
        ...patient,
        isolate: false,
        env: { CDK_VALIDATION: 'false' },
      }),
      project('e2e', {
        // The HTTP contract holds for every target: BASE_URL names another one than the embedded cloud.
        include: ['tests/{e2e,http-contract}/**/*.test.ts'],
        ...patient,
        isolate: false,
        // Mostly waiting; each worker has a copy of the system to itself.
        maxWorkers: 3,
        sequence: { groupOrder: 1 },
        globalSetup: 'tests/support/embedded-cloud.ts',
      }),
      // What is asserted of time: one file after the other, when nothing else runs any more.
      project('timed', {
        ...patient,
        fileParallelism: false,
        globalSetup: 'tests/support/embedded-cloud.ts',
      }),
    ],
  },
});
