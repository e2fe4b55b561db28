// `npm run tandem -- contracts`: what of the released contracts would break; with --release, the contracts of now are the released ones.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { parseFlags } from '../../platform/cli/flags.ts';
import {
  breachesOf,
  describeBreaches,
  releasedDirectory,
} from '../documents/contract-gate/released.ts';
import { forTypes } from '../documents/openapi/types.ts';
import { documents } from '../documents/write.ts';

const usage = `Usage: npm run tandem -- contracts [--release]

Says what of docs/contracts/ clients could no longer rely on; exit code 1 when there is something.
  --release   the contracts of now become the released ones, and the types of the SDK are made from them
  --help      this text`;

/** TypeScript 7 has no compiler API, so the generator brings the last one that has. */
const generator = ['--yes', '-p', 'openapi-typescript@7.13.0', '-p', 'typescript@5.9.3'];

const writeTypes = async (): Promise<void> => {
  await mkdir('.local', { recursive: true });
  await writeFile('.local/openapi-types.json', JSON.stringify(forTypes()));
  const { status, stderr } = spawnSync(
    'npx',
    [
      ...generator,
      'openapi-typescript',
      '.local/openapi-types.json',
      '-o',
      'clients/typescript/schema.ts',
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the types of the SDK cannot be made: ${stderr}`);
};

const release = async (): Promise<void> => {
  await mkdir(releasedDirectory, { recursive: true });
  for (const [name, make] of Object.entries(documents)) {
    await writeFile(`${releasedDirectory}/${name}`, `${JSON.stringify(make(), null, 1)}\n`);
  }
  await cp('events/proto', `${releasedDirectory}/proto`, {
    recursive: true,
    filter: (path) => !/_pb\.(js|d\.ts)$/.test(path),
  });
  await writeTypes();
};

const { values } = parseFlags({
  options: { release: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(usage);
} else {
  const breaches = breachesOf();
  if (breaches.length > 0) {
    console.error(describeBreaches(breaches));
    process.exitCode = 1;
  } else if (values.release) {
    await release();
  } else {
    console.log('nothing that was released breaks');
  }
}
