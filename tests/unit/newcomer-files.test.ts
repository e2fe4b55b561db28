// What editors and version managers read is what the repository runs on.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const { scripts, optionalDependencies } = json('package.json');
const major = /\d+/.exec(optionalDependencies.node)?.[0];

it('the Node of version managers and of the dev container is the one of the repository', () => {
  expect(readFileSync('.nvmrc', 'utf8').trim().split('.')[0]).toBe(major);
  expect(json('.devcontainer/devcontainer.json').image).toMatch(new RegExp(`:${major}$`));
});

it('what the editor starts are scripts that there are', () => {
  const started = json('.vscode/launch.json').configurations.flatMap(
    ({ runtimeExecutable, runtimeArgs = [] }: Record<string, string | string[]>) =>
      runtimeExecutable === 'npm'
        ? [runtimeArgs[0] === 'run' ? runtimeArgs[1] : runtimeArgs[0]]
        : [],
  );
  expect(started.length).toBeGreaterThan(0);
  for (const name of started) expect(scripts).toHaveProperty(String(name));
});
