// Synthesises the CDK app over placeholder bundles and reads what came out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { once } from './known-assemblies.ts';
import { type Synthesiser, startSynthesiser } from './synthesiser.ts';
import { System } from './system.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const bundles = [
  'auditor-handler',
  'auth-authorizer',
  'auth-handler',
  'auth-hashing',
  'auth-rotate',
  'auth-rotate-client',
  'bff-mobile-handler',
  'bff-web-handler',
  'dead-letters-handler',
  'docs-handler',
  'facts-transform',
  'health-handler',
  'legacy-handler',
  'notifications-consume',
  'notifications-handler',
  'outbox-relay-handler',
  'outbox-relay-sweep',
  'payments-consume',
  'payments-consume-stripe',
  'payments-handler',
  'payments-reconcile',
  'payments-reconcile-stripe',
  'rollout-hook',
  'sales-by-day-consume',
  'storefront-handler',
  'synthetic-customer-handler',
  'webhooks-consume',
  'webhooks-deliver',
  'webhooks-handler',
  'webhooks-sweep',
];

/** Is told how to remove what was made; in a test, that happens at its end. */
export type CleanUp = (remove: () => void) => void;

export const temporary = (name: string, cleanUp: CleanUp = onTestFinished): string => {
  const directory = mkdtempSync(join(tmpdir(), `tandem-${name}-`));
  cleanUp(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const write = (directory: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
};

/** A directory of bundles that do nothing. */
export const placeholderBundles = (cleanUp: CleanUp = onTestFinished): string => {
  const dist = temporary('dist', cleanUp);
  for (const name of bundles) {
    write(join(dist, 'functions', name), { 'index.mjs': `export const handler = '${name}';\n` });
  }
  for (const name of ['orders', 'products']) {
    write(join(dist, 'containers', name), {
      Dockerfile: 'FROM scratch\n',
      'main.mjs': `export const main = '${name}';\n`,
    });
  }
  return dist;
};

export interface Synthesis {
  readonly status: number | null;
  readonly errors: string;
  readonly directory: string;
}

/** Runs `node infra/app.ts` as `npm start` does, whatever is known already. */
export const synthesiseAnew = (
  context: Readonly<Record<string, unknown>>,
  cleanUp: CleanUp = onTestFinished,
  directory = temporary('assembly', cleanUp),
): Synthesis => {
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
  });
  return { status, errors: stderr, directory };
};

let kept: Synthesiser | undefined;

/** The same by a thread that is kept: what it refuses, a process of its own says in its own way. */
export const synthesiseAgain = (
  context: Readonly<Record<string, unknown>>,
  cleanUp: CleanUp = onTestFinished,
  directory = temporary('assembly', cleanUp),
): Synthesis => {
  kept ??= startSynthesiser(root, { areEdited: false });
  const { isMade, errors } = kept.synthesise({ directory, context });
  return isMade ? { status: 0, errors, directory } : synthesiseAnew(context, cleanUp, directory);
};

/** What `node infra/app.ts` makes; what it refuses, it is asked again each time. */
export const synthesise = (
  context: Readonly<Record<string, unknown>>,
  cleanUp: CleanUp = onTestFinished,
): Synthesis => {
  if (typeof context.dist !== 'string') return synthesiseAnew(context, cleanUp);
  const directory = temporary('assembly', cleanUp);
  return once({ root, dist: context.dist, context }, directory, ({ isKnown, keep }) => {
    if (isKnown) return { status: 0, errors: '', directory };
    const made = synthesiseAgain(context, cleanUp, directory);
    if (made.status === 0 && made.errors === '') keep();
    return made;
  });
};

/** Text of every file of an assembly that is not an asset. */
export const filesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(directory, name), 'utf8')]),
  );

const systems = new Map<string, System>();

/** The system of a stage as it would be deployed. */
export const systemOf = (stage: 'dev' | 'prod'): System => {
  const known = systems.get(stage);
  if (known) return known;
  const removals: (() => void)[] = [];
  const later: CleanUp = (remove) => removals.push(remove);
  const dist = placeholderBundles(later);
  const { status, errors, directory } = synthesise({ stage, dist }, later);
  if (status !== 0) throw new Error(errors);
  const system = new System(filesOf(directory));
  for (const remove of removals) remove();
  systems.set(stage, system);
  return system;
};
