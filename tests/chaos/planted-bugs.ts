// npm run planted-bugs: plants mistakes one by one in a copy of the sources and shows that a named test fails for each.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAsProgram } from '../../infra/tools/program.ts';
import { readFlags, wholeFlag } from '../../platform/cli/flags.ts';
import { copyOfSources, runTool } from '../support/copy-of-sources.ts';

interface Bug {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** The test file that must fail, and its project. */
  readonly test: string;
  readonly project: string;
}

const bugs: readonly Bug[] = [
  {
    name: 'a condition is dropped: stock is taken without looking whether there is enough',
    file: 'containers/products/stock/stock-items.ts',
    right: '...(availableChange(movement) < 0 ? [isEnough(-availableChange(movement))] : []),',
    wrong: '',
    test: 'tests/unit/saga-model.test.ts',
    project: 'unit',
  },
  {
    name: 'acknowledged before the commit: a message is deleted before it is handled',
    file: 'platform/messaging/queue-consumer.ts',
    right: 'const handled = await Promise.all(messages.map(handleOrHide));',
    wrong:
      'await queue.acknowledge(messages); const handled = await Promise.all(messages.map(handleOrHide));',
    test: 'tests/unit/queue-consumer.test.ts',
    project: 'unit',
  },
  {
    name: 'half a transaction: what stands or falls with a commit is written after it',
    file: 'platform/data/event-store.ts',
    right: 'await table.transact([put, ...writes]);',
    wrong: 'await table.transact([put]); if (writes.length > 0) await table.transact(writes);',
    test: 'tests/contract/event-store.test.ts',
    project: 'contract',
  },
  {
    name: 'a lock without a condition: of two commits on one version the later one stays',
    file: 'platform/data/event-store.ts',
    right: 'condition: isNew,\n        refused: () => new VersionConflict(id, before.version),',
    wrong: '',
    test: 'tests/contract/event-store.test.ts',
    project: 'contract',
  },
  {
    name: 'the log is not asked: a message that comes again is handled again',
    file: 'platform/data/repeats.ts',
    right: 'stream.commits.some((commit) => commit.messageId === messageId)',
    wrong: 'stream.commits.some(() => false)',
    test: 'tests/contract/event-store.test.ts',
    project: 'contract',
  },
  {
    name: 'refunded without asking: a step that may have been done is done again',
    file: 'functions/payments/resolving/resolve-step.ts',
    right: 'if (isFresh) return call(attempt);',
    wrong: 'if (isFresh || payment) return call(attempt);',
    test: 'tests/unit/payments-resolve-step.test.ts',
    project: 'unit',
  },
  {
    name: 'marked before it was accepted: the relay forgets what was not published',
    file: 'functions/outbox-relay/relay.ts',
    right: 'messages.every(({ envelope }) => accepted.has(envelope.id)),',
    wrong: 'messages.length > 0 || accepted.size > 0,',
    test: 'tests/unit/relay.test.ts',
    project: 'unit',
  },
  {
    name: 'the sweeper stops too soon: what is beyond its first page stays unpublished',
    file: 'functions/outbox-relay/sweeper.ts',
    right: 'if (clock.now() > until) break;',
    wrong: 'if (clock.now() > 0) break;',
    test: 'tests/integration/outbox.test.ts',
    project: 'integration',
  },
  {
    name: 'what the stream has dropped stays unsaid: publishing again passes over commits',
    file: 'functions/outbox-relay/republish.ts',
    right: '.filter(({ isCommit }) => isCommit)',
    wrong: '.filter(({ isCommit }) => !isCommit)',
    test: 'tests/integration/outbox.test.ts',
    project: 'integration',
  },
  {
    name: 'ten are as good as one: so many wrong signatures of a webhook are taken',
    file: 'functions/webhooks/inbound/stripe.ts',
    right: 'let isGenuine = false;',
    wrong: 'let isGenuine = signatures.length === maxSignatures;',
    test: 'tests/unit/stripe-signatures.test.ts',
    project: 'unit',
  },
];

const usage = `Usage: npm run planted-bugs [-- --only <n>]

Plants ${bugs.length} bugs, one by one, in a copy of the sources and shows that a test fails for each.
${bugs.map(({ name, test }, index) => `  ${index + 1}  ${name}\n     ${test}`).join('\n')}

Exit code: 0 every bug was found, 1 one was not.`;

/** Answers the first line that says what failed, or why the bug was not found. */
const plant = async (directory: string, bug: Bug): Promise<{ found: boolean; how: string }> => {
  const path = join(directory, bug.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(bug.right).length !== 2) {
    return { found: false, how: `${bug.file} no longer reads as the bug expects` };
  }
  writeFileSync(
    path,
    source.replace(bug.right, () => bug.wrong),
  );
  try {
    const { code, text } = await runTool(directory, 'vitest/vitest.mjs', [
      'run',
      // One is enough; others may wait for what never comes.
      '--bail=1',
      '--project',
      bug.project,
      bug.test,
    ]);
    const line = /FAIL\s+(.*)/.exec(text)?.[1] ?? text.trim().split('\n').at(-1) ?? '';
    const failed = code !== 0 && /Tests\s+\d+ failed/.test(text);
    return { found: failed, how: failed ? line : `${bug.test} still passes: ${line}` };
  } finally {
    writeFileSync(path, source);
  }
};

const main = async (only: number | undefined): Promise<number> => {
  const directory = copyOfSources();
  let missed = 0;
  try {
    for (const [index, bug] of bugs.entries()) {
      if (only !== undefined && only !== index + 1) continue;
      const started = performance.now();
      const { found, how } = await plant(directory, bug);
      if (!found) missed += 1;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(
        `${found ? 'found ' : 'MISSED'} ${index + 1}  ${bug.name}  ${seconds} s\n          ${how}`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return missed === 0 ? 0 : 1;
};

const readOptions = (args: readonly string[]): { only: number | undefined } | undefined => {
  const options = { only: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { only, help } = readFlags({ args: [...args], options }).values;
  if (help) return undefined;
  return { only: wholeFlag(only, 'only', { fallback: 0, most: bugs.length }) || undefined };
};

if (import.meta.main) await runAsProgram({ usage, readOptions, main: ({ only }) => main(only) });
