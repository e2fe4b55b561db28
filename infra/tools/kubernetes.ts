// `npm run tandem -- kubernetes`: the containers of a stage as manifests of Kubernetes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FlagError, readFlags, UsageError } from '../../platform/cli/flags.ts';
import { filesOf, manifestsOf } from '../kubernetes/manifests.ts';
import { deployedPlace, namedPlace } from '../kubernetes/place.ts';
import { type StageConfig, stageFrom } from '../stages.ts';
import { runAsProgram } from './program.ts';

const usage = `Usage: npm run tandem -- kubernetes [flags]

Writes the manifests of the services that run as containers: the same services that Fargate runs,
for a stage that is deployed with -c containers=kubernetes. See docs/kubernetes.md.
  --stage <stage>     dev (default) or prod
  --out <folder>      where they are written (.local/kubernetes/<stage>)
  --deployed          asks the stage on AWS for its addresses; without it their names stand for them
  -c <name>=<value>   an option that the stage is deployed with (repeatable)
  --help              this text`;

export interface Options {
  readonly stage: StageConfig;
  readonly out: string;
  readonly deployed: boolean;
}

const contextOf = (pairs: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new FlagError(`-c wants <name>=<value>, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

const stageOf = (name: string, pairs: readonly string[]): StageConfig => {
  // The manifests name no cluster: they are applied to the one that kubectl speaks to.
  const context = { cluster: 'any', ...contextOf(pairs), containers: 'kubernetes', stage: name };
  try {
    return stageFrom(new App({ context, analyticsReporting: false }).node);
  } catch (error) {
    throw new FlagError((error as Error).message);
  }
};

export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = readFlags({
    args: [...args],
    options: {
      stage: { type: 'string', default: 'dev' },
      out: { type: 'string' },
      deployed: { type: 'boolean', default: false },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const { stage, out = `.local/kubernetes/${stage}`, deployed, context } = values;
  if (out === '') throw new FlagError('--out wants a folder');
  return { stage: stageOf(stage, context), out, deployed };
};

const writeAll = (folder: string, files: ReadonlyMap<string, string>): void => {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new UsageError(`${folder} cannot be written: ${(error as Error).message}`);
  }
};

export const main = async ({ stage, out, deployed }: Options): Promise<number> => {
  const place = deployed ? await deployedPlace(stage) : namedPlace(stage);
  const files = filesOf(manifestsOf(stage, place));
  writeAll(out, files);
  console.log([...files.keys()].map((name) => join(out, name)).join('\n'));
  if (!deployed) {
    console.log(
      'Addresses that only a deployed stage knows stand there by their names; --deployed puts them in.',
    );
  }
  return 0;
};

if (import.meta.main) await runAsProgram({ usage, readOptions, main, failure: UsageError });
