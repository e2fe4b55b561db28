// npm run tandem -- mutants: plants small faults, seeded, one by one in a copy of the sources and says which no test notices.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAsProgram } from '../../infra/tools/program.ts';
import { FlagError, readFlags, wholeFlag } from '../../platform/cli/flags.ts';
import { copyOfSources } from '../support/copy-of-sources.ts';
import { randomOf } from '../support/random.ts';
import { type Concerned, readConcerned } from './imports.ts';
import { type Mutant, mutantsOf } from './operators.ts';
import { plant, typeErrorsOf } from './types.ts';
import { createWarm, type Warm } from './warm.ts';

const usage = `Usage: npm run tandem -- mutants [--seed <n>] [--sample <n>] [--in <glob>] [--json]

Plants faults of one place each (an operator, a condition, a constant, a dropped statement, throw,
entry of a write or member of an item) in a copy of the product's sources, and runs for each the
types and the tests that reach the source by imports, the nearest 65 at most.

  --seed <n>     which faults are chosen (7)
  --sample <n>   how many (150)
  --in <glob>    the sources: {containers,functions,events,platform}/**/*.ts
  --json         one line of JSON a fault in place of words

Exit code: 0 at most 2 % survived, 1 more did. A survivor may be harmless: a person judges it.`;

const allSources = '{containers,functions,events,platform}/**/*.ts';
/** Nearest first, then more: most are killed by a test of their own, and what none of these notices none is there for. */
const nearest = 6;
const mostOf = { unit: 40, contract: 10, integration: 15 };
const lateMs = 240_000;

interface Options {
  readonly seed: number;
  readonly sample: number;
  readonly sources: string;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = readFlags({
    args: [...args],
    options: { seed: text, sample: text, in: text, json: flag, help: flag },
  });
  if (values.help === true) return undefined;
  return {
    seed: wholeFlag(values.seed, 'seed', { fallback: 7, least: 0, most: 4_294_967_295 }),
    sample: wholeFlag(values.sample, 'sample', { fallback: 150, most: 10_000 }),
    sources: values.in ?? allSources,
    json: values.json === true,
  };
}

/** As many of each operator as it has a share of all, at least one. */
function choose(mutants: readonly Mutant[], sample: number, random: () => number): Mutant[] {
  const shuffled = mutants
    .map((mutant) => ({ mutant, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ mutant }) => mutant);
  const byOperator = Map.groupBy(shuffled, ({ operator }) => operator);
  const share = sample / byOperator.size;
  const rare = [...byOperator.values()].flatMap((all) => all.slice(0, Math.ceil(share / 2)));
  return [...new Set([...rare, ...shuffled])].slice(0, sample);
}

interface Copy {
  readonly directory: string;
  readonly warm: Warm;
  readonly concerned: Concerned;
  /** Tests that were run on the right sources: whether they pass there. A test of what is not copied notices nothing. */
  readonly passes: Map<string, boolean>;
}

interface Planted {
  readonly project: string;
  readonly file: string;
  readonly source: string;
  readonly wrong: string;
}

/** Writes a source, and has the warm vitest read it again. */
function put({ directory, warm }: Copy, file: string, source: string): void {
  writeFileSync(join(directory, file), source);
  warm.forget(file);
}

/** What notices it among some tests of a project, and passes without it. */
async function killerAmong(
  copy: Copy,
  tests: readonly string[],
  { project, file, source, wrong }: Planted,
) {
  const { warm, passes } = copy;
  for (;;) {
    const sound = tests.filter((test) => passes.get(test) !== false);
    const { killer, test } = await warm.run(project, sound);
    if (!killer || !test || passes.has(test)) return killer;
    put(copy, file, source);
    const isRed = async () => (await warm.run(project, [test])).killer !== undefined;
    // Twice: on a busy machine a test may be late once.
    passes.set(test, !((await isRed()) && (await isRed())));
    put(copy, file, wrong);
    if (passes.get(test)) return killer;
  }
}

/** What notices it, the quickest first; undefined when nothing does. */
async function killerOf(copy: Copy, planted: Omit<Planted, 'project'>) {
  for (const [project, most] of Object.entries(mostOf)) {
    const tests = copy.concerned(planted.file, project).slice(0, most);
    for (const part of [tests.slice(0, nearest), tests.slice(nearest)]) {
      const killer = await killerAmong(copy, part, { ...planted, project });
      if (killer) return killer;
    }
  }
  return undefined;
}

const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;

interface Verdict {
  readonly at: string;
  readonly operator: string;
  readonly right: string;
  readonly wrong: string;
  /** The test or type error that notices it. */
  readonly killer: string | undefined;
  readonly seconds: number;
}

async function judge(copy: Copy, mutant: Mutant, error: string | undefined): Promise<Verdict> {
  const { file } = mutant;
  const source = readFileSync(join(copy.directory, file), 'utf8');
  const wrong = plant(source, mutant);
  const started = performance.now();
  put(copy, file, wrong);
  const killer = error ?? (await killerOf(copy, { file, source, wrong }));
  put(copy, file, source);
  return {
    at: `${mutant.file}:${lineOf(source, mutant.start)}`,
    operator: mutant.operator,
    right: source.slice(mutant.start, mutant.end).slice(0, 120),
    wrong: mutant.text.slice(0, 120) || 'nothing',
    killer,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
}

const sentence = ({ at, operator, right, wrong, killer, seconds }: Verdict): string =>
  `${killer ? 'killed  ' : 'SURVIVED'} ${at}  ${operator}: ${right} → ${wrong}  ${seconds} s\n      ${killer ?? 'no test and no type notices it'}`;

async function main({ seed, sample, sources, json }: Options): Promise<number> {
  const all = globSync(sources)
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  if (all.length === 0) throw new FlagError(`--in ${sources}: no source has a place for a fault`);
  const chosen = choose(all, sample, randomOf(seed));
  console.error(`seed ${seed}: ${chosen.length} of ${all.length} faults`);
  const directory = copyOfSources();
  const warm = createWarm(directory, lateMs);
  const copy = { directory, warm, concerned: readConcerned(), passes: new Map() };
  let survived = 0;
  process.once('SIGINT', () => {
    warm.stop();
    rmSync(directory, { recursive: true, force: true });
    process.exit(130);
  });
  try {
    const typeErrors = await typeErrorsOf(directory, chosen);
    console.error(`${typeErrors.size} are noticed by the types`);
    for (const [index, mutant] of chosen.entries()) {
      const verdict = await judge(copy, mutant, typeErrors.get(mutant));
      if (!verdict.killer) survived += 1;
      console.log(
        json ? JSON.stringify(verdict) : `${index + 1}/${chosen.length} ${sentence(verdict)}`,
      );
    }
  } finally {
    warm.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  const score = (100 * (chosen.length - survived)) / chosen.length;
  console.error(`${survived} survived; ${score.toFixed(1)} % killed`);
  return score >= 98 ? 0 : 1;
}

await runAsProgram({ usage, readOptions, main });
