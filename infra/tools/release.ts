// `npm run tandem -- release`: the steps by which a pipeline brings a commit to a stage, each of which can be run by hand.
import { execFileSync, spawnSync } from 'node:child_process';
import { parseFlags } from '../../platform/cli/flags.ts';
import { stacksIn } from '../preflight/leftovers.ts';
import {
  changeSetName,
  changesOf,
  changeTable,
  discard,
  lossesOf,
} from '../release/change-sets.ts';
import { digestOf, isBehind, publicUrl, readDeployed, remember } from '../release/deployed.ts';
import { driftOf } from '../release/drift.ts';
import { putSite } from '../release/site.ts';
import { smoke } from '../release/smoke.ts';
import { allStacks, stacksSince } from './changed-stacks.ts';
import { endWith } from './program.ts';

const usage = `Usage: npm run tandem -- release <step> --stage <stage> [flags]

Steps:
  plan       the stacks to deploy, as stacks=<names>: what has changed since the commit the stage runs
  review     what a deployment of --stacks would do, by change sets; ends with 1 where data or traffic would be lost
  site       puts the files of the site into their bucket, and lets the edge forget older pages
  smoke      asks the deployed API for what its contract promises
  remember   writes down that the stage runs this commit, with these options
  drift      what differs from the templates, but for what is meant to

  --stage <stage>    dev or prod
  --stacks <names>   e.g. "Orders Products"
  --context <text>   the options of the stage, as they are passed to the CDK
  --allow <names>    what may be lost, e.g. "Tandem-prod-Orders/TableCD117FA1"
  --url <url>        of the API, for smoke; else what the stage has published
  --help             this text`;

interface Options {
  readonly stage: string;
  readonly stacks: readonly string[];
  readonly context: string;
  readonly allowed: ReadonlySet<string>;
  readonly url: string | undefined;
}

type Step = (options: Options) => Promise<readonly string[]>;

const fullName = (stage: string, part: string): string => `Tandem-${stage}-${part}`;

const words = (text: string | undefined): readonly string[] =>
  text?.split(/\s+/).filter(Boolean) ?? [];

const plan: Step = async ({ stage, context }) => {
  const deployed = await readDeployed(stage);
  if (deployed !== undefined && isBehind(deployed.commit)) {
    return [`${stage} runs ${deployed.commit}, which is later than this: see "Roll back"`];
  }
  const isSame = deployed?.context === digestOf(context);
  const stacks = deployed && isSame ? stacksSince(deployed.commit) : allStacks;
  console.log(`stacks=${stacks.join(' ')}`);
  return [];
};

/** Images and bundles go to the account on the way, as they do when it is deployed. */
const prepareChangeSets = (names: readonly string[], { stage, context }: Options): void => {
  const method = ['--method', 'prepare-change-set', '--change-set-name', changeSetName];
  const args = ['deploy', ...names, '--exclusively', ...method, '-c', `stage=${stage}`];
  const { status } = spawnSync('cdk', [...args, ...words(context), '--require-approval', 'never'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('cdk deploy --method prepare-change-set has failed');
};

const review: Step = async (options) => {
  const { stage, stacks, allowed } = options;
  const wanted = stacks.map((part) => fullName(stage, part));
  const there = await stacksIn(wanted);
  const fresh = wanted.filter((name) => !there.has(name));
  if (fresh.length > 0) console.log(`New: ${fresh.join(', ')}\n`);
  if (there.size === 0) return [];
  prepareChangeSets([...there.keys()], options);
  const losses: string[] = [];
  for (const name of there.keys()) {
    const changes = await changesOf(name);
    if (changes === undefined) continue;
    console.log(changeTable(name, changes));
    losses.push(...lossesOf(name, changes, allowed));
    await discard(name);
  }
  return losses.map((name) => `${name} would be lost: name it with --allow if it is meant`);
};

const drift: Step = async ({ stage }) => {
  const faults: string[] = [];
  for (const name of (await stacksIn(allStacks.map((part) => fullName(stage, part)))).keys()) {
    faults.push(...(await driftOf(name)).map((fault) => `${name}: ${fault}`));
  }
  return faults;
};

const site: Step = async ({ stage }) => {
  console.log(`${await putSite(stage)} files of the site are in their bucket`);
  return [];
};

const steps: Readonly<Record<string, Step>> = {
  plan,
  review,
  site,
  smoke: async ({ stage, url }) => smoke(url ?? (await publicUrl(stage))),
  remember: async ({ stage, context }) => {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    await remember(stage, { commit, context: digestOf(context) });
    return [];
  },
  drift,
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseFlags({
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      stacks: { type: 'string' },
      context: { type: 'string' },
      allow: { type: 'string' },
      url: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [name = ''] = positionals;
  const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
  const { stage } = values;
  if (step === undefined || positionals.length > 1 || (stage !== 'dev' && stage !== 'prod')) {
    console.error('a step and --stage dev or prod are wanted\nSee --help.');
    return 2;
  }
  const faults = await step({
    stage,
    stacks: words(values.stacks ?? allStacks.join(' ')),
    context: values.context ?? '',
    allowed: new Set(words(values.allow)),
    url: values.url,
  });
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
};

if (import.meta.main) await endWith(main);
