// `npm run tandem -- lint:cfn`: cfn-lint and checkov over the templates of all stages, where they are installed.
import { spawnSync } from 'node:child_process';
import { api } from '../../events/http/api.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { say, withTemplates } from '../build/synthesised.ts';
import { findingsOfCheckov, hasCheckov } from '../checks/checkov.ts';
import { acknowledgementsOfCheckov } from '../checks/checkov-acknowledgements.ts';
import { compare } from '../checks/compare.ts';
import { variants } from '../checks/every-option.ts';

const usage = `Usage: npm run tandem -- lint:cfn [--required] [--only <name>]

Checks the templates of all stages with cfn-lint and checkov (pip install cfn-lint checkov).
What checkov finds and may stay is in infra/checks/checkov-acknowledgements.ts.
  --required      fail where one of them is not installed, too
  --only <name>   one of them: cfn-lint or checkov
  --help          this text`;

/** Regions differ in what they offer; this one is the reference of docs/aws.md. */
const region = 'us-east-1';

/** W3005: the CDK names dependencies that a reference implies already. */
const ignored = 'W3005';

interface Linter {
  readonly name: string;
  readonly isInstalled: boolean;
  /** Tells what it finds, and answers whether the templates are clean. */
  readonly isClean: (files: readonly string[]) => boolean;
}

const linters: readonly Linter[] = [
  {
    name: 'cfn-lint',
    isInstalled: spawnSync('cfn-lint', ['--version'], { stdio: 'ignore' }).status === 0,
    isClean: (files) => {
      const options = ['--regions', region, '--ignore-checks', ignored, '--', ...files];
      return spawnSync('cfn-lint', options, { stdio: 'inherit' }).status === 0;
    },
  },
  {
    name: 'checkov',
    isInstalled: hasCheckov(),
    isClean: (files) => {
      const { open } = compare(acknowledgementsOfCheckov(api), findingsOfCheckov(files));
      for (const { rule, path } of open) console.log(`${rule} ${path}`);
      return open.length === 0;
    },
  },
];

const lint = (
  { title, stage, context }: (typeof variants)[number],
  installed: readonly Linter[],
): boolean =>
  withTemplates(
    stage,
    (files) =>
      installed
        .map(({ name, isClean }) => {
          say(`${name} over ${files.length} templates of ${title} …`);
          const clean = isClean(files);
          const verdict = clean ? 'clean' : 'not clean';
          console.log(`${name} ${title}: ${files.length} templates, ${verdict}`);
          return clean;
        })
        .every(Boolean),
    context,
  );

const { values } = parseFlags({
  options: {
    required: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const chosen = linters.filter(({ name }) => name === (values.only ?? name));

if (values.help) {
  console.log(usage);
} else if (chosen.length === 0) {
  console.error(`--only ${values.only} must be ${linters.map(({ name }) => name).join(' or ')}`);
  process.exitCode = 2;
} else {
  const missing = chosen.filter(({ isInstalled }) => !isInstalled);
  for (const { name } of missing) {
    console.log(`${name} is not installed (pip install ${name}): it checked no template`);
  }
  const installed = chosen.filter(({ isInstalled }) => isInstalled);
  const clean =
    installed.length === 0 || variants.map((each) => lint(each, installed)).every(Boolean);
  process.exitCode = clean && !(values.required && missing.length > 0) ? 0 : 1;
}
