// The templates of a stage as they would be after an edit of the sources, and what CloudFormation would do about it.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { Change } from '@aws-sdk/client-cloudformation';
import { type CleanUp, filesOf, placeholderBundles, root, temporary } from './assembly.ts';
import { once, sources } from './known-assemblies.ts';
import { type Synthesiser, startSynthesiser } from './synthesiser.ts';

export interface Edit {
  /** Of the repository, or below `dist/` of its bundles. */
  readonly file: string;
  /** A text that is there once. */
  readonly from: string;
  readonly to: string;
}

type Templates = ReadonlyMap<string, unknown>;

/** Answers how to undo it. */
const apply = (directory: string, { file, from, to }: Edit): (() => void) => {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} has this ${times} times: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return () => writeFileSync(path, text);
};

interface Copy {
  readonly directory: string;
  /** Started when it is wanted. */
  synthesiser(): Synthesiser;
}

let copy: Copy | undefined;

/** One for all edits, each of which is undone. */
const copyOfSources = (cleanUp: CleanUp): Copy => {
  if (copy !== undefined) return copy;
  const made = temporary('edited', cleanUp);
  for (const name of sources) cpSync(join(root, name), join(made, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(made, 'node_modules'));
  cpSync(placeholderBundles(cleanUp), join(made, 'dist'), { recursive: true });
  let started: Synthesiser | undefined;
  const synthesiser = (): Synthesiser => {
    if (started !== undefined) return started;
    started = startSynthesiser(made, { areEdited: true });
    return started;
  };
  copy = { directory: made, synthesiser };
  return copy;
};

export const editedTemplates = async (
  edits: readonly Edit[],
  cleanUp: CleanUp,
): Promise<Templates> => {
  const { directory, synthesiser } = copyOfSources(cleanUp);
  const made = temporary('assembly', cleanUp);
  const undo: (() => void)[] = [];
  try {
    for (const edit of edits) undo.push(apply(directory, edit));
    const dist = join(directory, 'dist');
    const context = { stage: 'prod', dist };
    once({ root: directory, dist, context }, made, ({ isKnown, keep }) => {
      if (isKnown) return;
      const { isMade, errors } = synthesiser().synthesise({ directory: made, context });
      if (!isMade || errors !== '') throw new Error(errors);
      keep();
    });
    return new Map(
      Object.entries(filesOf(made))
        .filter(([name]) => name.endsWith('.template.json'))
        .map(([name, text]) => [name.replace('.template.json', ''), JSON.parse(text)]),
    );
  } finally {
    for (const back of undo.toReversed()) back();
  }
};

const replacement: Partial<Record<ResourceImpact, 'True' | 'Conditional'>> = {
  [ResourceImpact.WILL_REPLACE]: 'True',
  [ResourceImpact.MAY_REPLACE]: 'Conditional',
};

const actionOf = ({ isAddition, isRemoval }: ResourceDifference): 'Add' | 'Remove' | 'Modify' => {
  if (isAddition) return 'Add';
  return isRemoval ? 'Remove' : 'Modify';
};

/** The same form as a change set that CloudFormation has made. */
const asChange = (id: string, difference: ResourceDifference): Change => ({
  ResourceChange: {
    Action: actionOf(difference),
    LogicalResourceId: id,
    ResourceType: difference.resourceType,
    Replacement: replacement[difference.changeImpact] ?? 'False',
    Details: Object.keys(difference.propertyUpdates).map((Name) => ({ Target: { Name } })),
  },
});

/** Stacks that differ, with the changes of each. */
export const changesBetween = (
  before: Templates,
  after: Templates,
): ReadonlyMap<string, readonly Change[]> =>
  new Map(
    [...new Set([...before.keys(), ...after.keys()])]
      .map((stack): [string, readonly Change[]] => {
        const { resources } = fullDiff(before.get(stack) ?? {}, after.get(stack) ?? {});
        const changes: Change[] = [];
        resources.forEachDifference((id, difference) => changes.push(asChange(id, difference)));
        return [stack, changes];
      })
      .filter(([, changes]) => changes.length > 0),
  );
