// Makes a synthesised assembly deployable to an emulator on port 4566: a changed copy, the assembly itself stays as it is.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../platform/cli/flags.ts';
import {
  type ContainerService,
  containersOf,
  withEnvironmentParameters,
  withoutCommands,
} from '../beside/containers.ts';
import { withLinkFunction } from '../link.ts';
import { isLeftOut, type Profile } from './profiles.ts';
import {
  plainIntegration,
  type Template,
  withIntegrations,
  withLoadBalancer,
  withMailsAt,
  withoutLeftOut,
  withPublicUrl,
} from './template.ts';

export interface PrepareOptions {
  readonly profile: Profile;
  readonly stage: string;
  readonly assembly: string;
  /** Replaced with all that is in it. */
  readonly output: string;
  /** Of the emulator, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Host and port of the load balancer in front of the containers. */
  readonly balancer: string;
}

export interface Prepared {
  readonly directory: string;
  readonly stacks: readonly string[];
  readonly containers: readonly ContainerService[];
  /** Logical ids of what was left out, by type. */
  readonly leftOut: Readonly<Record<string, number>>;
}

const templateEnd = '.template.json';

const read = (file: string): string => readFileSync(file, 'utf8');

export function prepareAssembly(options: PrepareOptions): Prepared {
  const { assembly, output, profile, stage } = options;
  if (!existsSync(join(assembly, 'manifest.json'))) {
    throw new UsageError(`there is no assembly in ${assembly}; npm run synth makes one`);
  }
  rmSync(output, { recursive: true, force: true });
  cpSync(assembly, output, { recursive: true });
  const files = readdirSync(output).filter((name) => name.endsWith(templateEnd));
  const leftOut: Record<string, number> = {};
  const containers: ContainerService[] = [];
  for (const file of files) {
    const template = JSON.parse(read(join(output, file))) as Template;
    for (const resource of Object.values(template.Resources)) {
      const { Type } = resource;
      if (isLeftOut(profile, resource)) leftOut[Type] = (leftOut[Type] ?? 0) + 1;
    }
    containers.push(...containersOf(template, stage));
    writeFileSync(join(output, file), JSON.stringify(transform(template, options), null, 1));
    renameTemplate(output, file);
  }
  const stacks = files.map((file) => file.slice(0, -templateEnd.length)).sort();
  return { directory: output, stacks, containers, leftOut };
}

function transform(template: Template, options: PrepareOptions): Template {
  const { profile, stage, endpoint, balancer } = options;
  const reachable = withLoadBalancer(withPublicUrl(template, endpoint), balancer);
  const linked =
    profile.privateIntegrations === 'function'
      ? withLinkFunction(reachable, stage, balancer)
      : withIntegrations(reachable, plainIntegration);
  const sending = profile.mails === 'beside' ? withMailsAt(linked, `http://${balancer}`) : linked;
  return withoutLeftOut(withEnvironmentParameters(withoutCommands(sending), stage), profile);
}

interface Assets {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
}

/** A template is uploaded under the hash of its content, so a changed one wants a new name. */
export function renameTemplate(output: string, file: string): void {
  const assetsFile = join(output, file.replace(templateEnd, '.assets.json'));
  const assets = JSON.parse(read(assetsFile)) as Assets;
  const old = Object.entries(assets.files ?? {}).find(
    ([, { source }]) => source.path === file,
  )?.[0];
  if (old === undefined) throw new Error(`${file} is no asset of its stack`);
  const hash = createHash('sha256')
    .update(read(join(output, file)))
    .digest('hex');
  // No image is built: their bundles run as processes.
  const text = JSON.stringify({ ...assets, dockerImages: {} }, null, 1);
  writeFileSync(assetsFile, text.replaceAll(old, hash));
  const manifest = join(output, 'manifest.json');
  writeFileSync(manifest, read(manifest).replaceAll(old, hash));
}
