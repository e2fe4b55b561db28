// `npm run tandem -- region`: the second region of a stage is prepared, and another region is made to work for it.
import { FlagError, readFlags } from '../../platform/cli/flags.ts';
import { prepare } from '../release/replicas.ts';
import { switchRegion } from '../release/switch.ts';
import { runAsProgram } from './program.ts';

const usage = `Usage: npm run tandem -- region <step> --stage <stage> --from <region> --to <region> [flags]

Steps:
  prepare   writes down in --to what its templates cannot know: streams and secrets that are
            copied there from --from, the home, and what the operator has put there
  switch    stops the stage in --from, then has --to work for it (docs/runbooks/second-region.md)

  --stage <stage>   dev or prod
  --from <region>   e.g. eu-west-1
  --to <region>     e.g. eu-central-1
  --lost            with switch: --from cannot be reached; it is locked out in place of stopped
  --help            this text`;

interface Options {
  readonly step: 'prepare' | 'switch';
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  readonly isLost: boolean;
}

const region = (name: string, value: string | undefined): string => {
  if (value === undefined) throw new FlagError(`--${name} is missing: pass a region`);
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(value)) return value;
  throw new FlagError(`--${name} must be a region, not ${value}`);
};

export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values, positionals } = readFlags({
    args: [...args],
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      lost: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const [step, ...more] = positionals;
  if ((step !== 'prepare' && step !== 'switch') || more.length > 0) {
    throw new FlagError('a step is wanted: prepare or switch');
  }
  const { stage, lost: isLost } = values;
  if (stage !== 'dev' && stage !== 'prod') throw new FlagError('--stage must be dev or prod');
  const [from, to] = [region('from', values.from), region('to', values.to)];
  if (from === to) throw new FlagError('--from and --to must be two regions');
  if (isLost && step === 'prepare') throw new FlagError('--lost means nothing with prepare');
  return { step, stage, from, to, isLost };
};

const main = async ({ step, ...options }: Options): Promise<number> => {
  const { stage, from, to } = options;
  if (step === 'switch') {
    await switchRegion({ ...options, say: (text) => console.log(text) });
    console.log(`${to} works for ${stage}: now the DNS record of the API goes there`);
    return 0;
  }
  const written = await prepare(stage, { home: from, second: to });
  for (const [name, value] of written) console.log(`${name} ${value}`);
  return 0;
};

if (import.meta.main) await runAsProgram({ usage, readOptions, main });
