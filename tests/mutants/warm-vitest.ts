// A vitest that keeps what it has read, in a process of its own: a mutant without an end is ended with it.
import { createVitest, type TestModule, type Vitest } from 'vitest/node';

export interface Wanted {
  readonly project: string;
  /** Paths of test files in the working directory. */
  readonly tests: readonly string[];
  /** Sources that are others than in the run before. */
  readonly changed: readonly string[];
}

export interface Found {
  /** The first test that failed, or why a file did not load. */
  readonly killer: string | undefined;
  /** The file that it is of, where it is known. */
  readonly test?: string;
}

const firstFailure = (module: TestModule): string => {
  const [failed] = module.children.allTests('failed');
  const [error] = failed ? (failed.result().errors ?? []) : module.errors();
  const name = failed ? ` > ${failed.fullName}` : '';
  return `${module.relativeModuleId}${name}  ${error?.message?.split('\n')[0] ?? ''}`.trim();
};

const run = async (vitest: Vitest, { project, tests, changed }: Wanted): Promise<Found> => {
  for (const path of changed) vitest.invalidateFile(`${process.cwd()}/${path}`);
  const within = vitest.getProjectByName(project);
  const specifications = tests.map((path) =>
    within.createSpecification(`${process.cwd()}/${path}`),
  );
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  // Those of earlier runs are among them.
  const broken = testModules.find(
    (module) => tests.includes(module.relativeModuleId) && !module.ok(),
  );
  if (broken) return { killer: firstFailure(broken), test: broken.relativeModuleId };
  const [error] = unhandledErrors as Error[];
  return { killer: error && `${project}: ${error.message}` };
};

const vitest = await createVitest({
  config: `${process.cwd()}/vitest.config.ts`,
  root: process.cwd(),
  watch: false,
  bail: 1,
  reporters: [{}],
  silent: true,
});
await vitest.standalone();
process.on('message', (wanted: Wanted) => {
  run(vitest, wanted).then(
    (found) => process.send?.(found),
    (error: unknown) => process.send?.({ killer: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
