// The Dockerfiles of the containers: the same for all, on the Node that everything else runs on.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const services = readdirSync('containers', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const dockerfileOf = (service: string) => readFileSync(`containers/${service}/Dockerfile`, 'utf8');

const [first = ''] = services;

test.each(services)('that of %s is the one that all have', (service) => {
  expect(dockerfileOf(service)).toBe(dockerfileOf(first));
});

test('the base is named by a build argument and has the Node that the lock file has', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const version = packages['node_modules/node']?.version;
  expect(dockerfileOf(first)).toContain(`\nARG NODE_IMAGE=node:${version}-bookworm-slim\n`);
  expect(dockerfileOf(first)).toMatch(/^FROM \$\{NODE_IMAGE\}$/m);
});

test('nothing is run or fetched while an image is built, and nothing but the bundle gets in', () => {
  const instructions = dockerfileOf(first)
    .split('\n')
    .map((line) => /^[A-Z]+(?= )/.exec(line)?.[0])
    .filter((name) => name !== undefined);
  expect(new Set(instructions)).toEqual(
    new Set([
      'ARG',
      'FROM',
      'WORKDIR',
      'ENV',
      'COPY',
      'USER',
      'EXPOSE',
      'STOPSIGNAL',
      'HEALTHCHECK',
      'ENTRYPOINT',
    ]),
  );
  expect(dockerfileOf(first)).toContain('\nCOPY main.mjs main.mjs.map ./\n');
  expect(dockerfileOf(first)).toContain('\nUSER 1000:1000\n');
});
