// The compose file of the containers against the template: what a task is given there, it is given here.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { at, listAt } from './support/system.ts';

const compose = readFileSync('containers/compose.yaml', 'utf8');

/** Variables that a part of the file sets: lines like `  NAME: value`. */
const variables = (part: string): string[] =>
  [...part.matchAll(/^ +([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);

const [common = '', services = ''] = compose.split('\nservices:\n');

const partOf = (service: string): string =>
  services.split(/^ {2}(?=\w+:$)/m).find((part) => part.startsWith(`${service}:`)) ?? '';

test.each(['orders', 'products'])('%s has every variable of its task definition', (service) => {
  const definition = systemOf('dev')
    .of('AWS::ECS::TaskDefinition')
    .find(({ properties }) => at(properties, 'ContainerDefinitions.0.Name') === service);
  const wanted = listAt(definition?.properties, 'ContainerDefinitions.0.Environment').map(
    (each) => at(each, 'Name') as string,
  );
  const given = [...variables(common), ...variables(partOf(service))];
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => !given.includes(name))).toEqual([]);
});

test('both have the isolation of the task definition', () => {
  for (const line of [
    'read_only: true',
    'init: true',
    'cap_drop: [ALL]',
    "security_opt: ['no-new-privileges:true']",
    'stop_grace_period: 30s',
  ]) {
    expect(common).toContain(`  ${line}\n`);
  }
  expect(services.match(/<<: \*container/g)).toHaveLength(2);
  expect(compose).not.toMatch(/privileged: true|cap_add|user: *['"]?(0|root)/);
});
