// What a newcomer reads, and what editors and version managers read, is so.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { seedClient, seedUsers } from '../../localstack/tandem/seed/accounts.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const { scripts, optionalDependencies } = json('package.json');
const major = /\d+/.exec(optionalDependencies.node)?.[0];

it('the Node of version managers and of the dev container is the one of the repository', () => {
  expect(readFileSync('.nvmrc', 'utf8').trim().split('.')[0]).toBe(major);
  expect(json('.devcontainer/devcontainer.json').image).toMatch(new RegExp(`:${major}$`));
});

it('README names the logins of the seed', () => {
  const readme = readFileSync('README.md', 'utf8');
  const named = seedUsers.flatMap(({ email, password }) => [email, password]);
  for (const word of [...named, seedClient.id, seedClient.secret]) {
    expect(readme).toContain(`\`${word}\``);
  }
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
