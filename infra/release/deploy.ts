// `npm run deploy`: all stacks, then the files of the site, which no template holds.
import { spawnSync } from 'node:child_process';
import { endWith } from '../tools/program.ts';
import { putSite } from './site.ts';

/** Of `-c stage=prod`; the last one counts, as it does for the CDK. */
export const stageOf = (args: readonly string[]): string =>
  args.flatMap((arg) => /^(?:--context=|-c)?stage=(.+)$/.exec(arg)?.[1] ?? []).at(-1) ?? 'dev';

const main = async (args: readonly string[]): Promise<number> => {
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'deploy', '--all', ...args];
  const { status } = spawnSync(process.execPath, cdk, { stdio: 'inherit' });
  const isAsked = args.some((arg) => arg === '--help' || arg === '-h');
  if (status !== 0 || isAsked) return status ?? 1;
  console.log(`${await putSite(stageOf(args))} files of the site are in their bucket`);
  return 0;
};

if (import.meta.main) await endWith(() => main(process.argv.slice(2)));
