// `npm run tandem -- images:scan`: known weaknesses in the images that `npm run images` has built, by Trivy in a container of its own.
import { spawnSync } from 'node:child_process';
import { parseFlags } from '../../platform/cli/flags.ts';
import { findBundles } from '../build/bundles.ts';
import { DockerError, hasImage } from '../images/docker.ts';
import { imageName } from './images.ts';

const usage = `Usage: npm run tandem -- images:scan [--tag <tag> --trivy <image>]

Fails on a weakness that is high or critical and has a fix. Wants a Docker engine that reaches a registry, or has the image of Trivy.
  --tag <tag>       tag of the images (local)
  --trivy <image>   image of the scanner
  --help            this text`;

/** https://github.com/aquasecurity/trivy/releases */
const scanner = 'aquasec/trivy:0.75.0';

/** Answers whether nothing was found. */
const scan = (image: string, trivy: string): boolean => {
  const engine = ['--volume', '/var/run/docker.sock:/var/run/docker.sock'];
  const cache = ['--volume', 'tandem-trivy:/cache', '--env', 'TRIVY_CACHE_DIR=/cache'];
  const wanted = ['--severity', 'HIGH,CRITICAL', '--ignore-unfixed', '--exit-code', '1'];
  const args = ['run', '--rm', ...engine, ...cache, trivy, 'image', '--quiet', ...wanted, image];
  return spawnSync('docker', args, { stdio: 'inherit' }).status === 0;
};

const main = async (): Promise<void> => {
  const { values } = parseFlags({
    options: {
      tag: { type: 'string', default: 'local' },
      trivy: { type: 'string', default: scanner },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const containers = (await findBundles()).filter(({ kind }) => kind === 'container');
  const images = containers.map(({ name }) => imageName(name, values.tag));
  for (const image of images) {
    if (!(await hasImage(image))) throw new DockerError(`there is no ${image}: npm run images`);
  }
  const clean = images.map((image) => scan(image, values.trivy));
  process.exitCode = clean.every(Boolean) ? 0 : 1;
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
