// `npm run images`: builds the image of each container and says how much larger than its base it is.
import { readFileSync } from 'node:fs';
import { findBundles } from '../build/bundles.ts';
import { DockerError, docker, engineVersion, hasImage, sizeOf } from '../images/docker.ts';
import { localBase } from '../images/local-base.ts';
import { localRuntime } from '../images/local-runtime.ts';
import { type ImageOptions, readOptions, usage } from '../images/options.ts';
import { build } from './build.ts';
import { runAsProgram } from './program.ts';

/** A bundle and nothing else: what is more has come in by mistake. */
const limitBytes = 15_000_000;
const pullLimitMs = 120_000;

export interface BuiltImage {
  readonly service: string;
  readonly reference: string;
  readonly base: string;
  readonly bytesAboveBase: number;
}

export const imageName = (service: string, tag: string): string => `tandem/${service}:${tag}`;

const namedBase = (directory: string): string =>
  /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(`${directory}/Dockerfile`, 'utf8'))?.[1] ?? '';

const pull = (reference: string): Promise<string> =>
  docker(['pull', '--quiet', reference], { timeoutMs: pullLimitMs });

const chooseBase = async (
  wanted: string | undefined,
  named: string,
  say: (text: string) => void,
): Promise<string> => {
  if (wanted === 'local') return localBase();
  const reference = wanted ?? named;
  if (await hasImage(reference)) return reference;
  try {
    await pull(reference);
    return reference;
  } catch (error) {
    if (wanted !== undefined || !(error instanceof DockerError)) throw error;
    say(`${reference} cannot be had (${error.message}): Node of this machine is the base`);
    return localBase();
  }
};

/** Builds bundles and images; throws NoEngine where there is none. */
export const buildImages = async (
  { base: wanted, tag }: ImageOptions,
  say: (text: string) => void,
): Promise<BuiltImage[]> => {
  await engineVersion();
  const containers = (await findBundles()).filter(({ kind }) => kind === 'container');
  await build({ only: containers.map(({ name }) => name) });
  const images: BuiltImage[] = [];
  const bases = new Map<string, string>();
  for (const { name: service, directory } of containers) {
    const named = namedBase(directory);
    const base = bases.get(named) ?? (await chooseBase(wanted, named, say));
    bases.set(named, base);
    const reference = imageName(service, tag);
    await docker(['build', '--build-arg', `NODE_IMAGE=${base}`, '--tag', reference, directory]);
    const bytesAboveBase = (await sizeOf(reference)) - (await sizeOf(base));
    images.push({ service, reference, base, bytesAboveBase });
  }
  return images;
};

const main = async (options: ImageOptions): Promise<number> => {
  if (options.runtime) {
    await engineVersion();
    console.log(await localRuntime());
    return 0;
  }
  const images = await buildImages(options, (text) => console.log(text));
  for (const { reference, base, bytesAboveBase } of images) {
    const megabytes = (bytesAboveBase / 1e6).toFixed(1);
    console.log(`${reference.padEnd(24)} ${megabytes} MB above ${base}`);
  }
  const large = images.filter(({ bytesAboveBase }) => bytesAboveBase > limitBytes);
  for (const { reference } of large) {
    console.error(`${reference} is more than ${limitBytes / 1e6} MB above its base`);
  }
  return large.length === 0 ? 0 : 1;
};

if (import.meta.main) await runAsProgram({ usage, readOptions, main, failure: DockerError });
