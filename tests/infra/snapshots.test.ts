// What each stack is made of and what its roles may do, at a glance: a change of either shows in review.
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { at, listAt, type Resource, type System } from './support/system.ts';

const countsOf = (resources: readonly Resource[]): string[] => {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} × ${type.slice('AWS::'.length)}`).toSorted();
};

/** Without the hashes of logical ids. */
const shortened = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/([A-Za-z]+?)[0-9A-F]{8}(?:Parameter)?"/g, '$1"');

const statementsOf = ({ id, properties }: Resource): string[] =>
  listAt(properties, 'PolicyDocument.Statement').map((statement) => {
    const actions = listAt(statement, 'Action').join(' ');
    const role = id.replace(/DefaultPolicy\w+$/, '');
    return `${role}: ${at(statement, 'Effect')} ${actions} on ${shortened(at(statement, 'Resource'))}`;
  });

const glance = (system: System, stack: string): string => {
  const resources = system.resources.filter((resource) => resource.stack === stack);
  const policies = resources.filter(({ type }) => type === 'AWS::IAM::Policy');
  return [...countsOf(resources), '', ...policies.flatMap(statementsOf).toSorted(), ''].join('\n');
};

describe.each(['dev', 'prod'] as const)('stacks (%s)', (stage) => {
  const system = systemOf(stage);

  it.each([...system.templates.keys()])('%s is made of what it was', async (stack) => {
    await expect(glance(system, stack)).toMatchFileSnapshot(`snapshots/${stack}.txt`);
  });
});
