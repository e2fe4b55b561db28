// `npm run lint:cfn`: cfn-lint over the templates of all stages, where it is installed.
import { spawnSync } from 'node:child_process';
import { parseFlags } from '../platform/cli/flags.ts';
import { withTemplates } from './synthesised.ts';

const usage = `Usage: npm run lint:cfn [-- --required]

Checks the templates of all stages with cfn-lint (pip install cfn-lint).
  --required   fail where cfn-lint is not installed, too
  --help       this text`;

const stages = ['dev', 'prod'];

/** Regions differ in what they offer; this one is the reference of docs/aws.md. */
const region = 'us-east-1';

/** W3005: the CDK names dependencies that a reference implies already. */
const ignored = 'W3005';

const isInstalled = spawnSync('cfn-lint', ['--version'], { stdio: 'ignore' }).status === 0;

const lint = (stage: string): boolean =>
  withTemplates(stage, (files) => {
    const options = ['--regions', region, '--ignore-checks', ignored, '--', ...files];
    const { status } = spawnSync('cfn-lint', options, { stdio: 'inherit' });
    console.log(
      `cfn-lint ${stage}: ${files.length} templates, ${status === 0 ? 'clean' : 'not clean'}`,
    );
    return status === 0;
  });

const { values } = parseFlags({
  options: { required: { type: 'boolean' }, help: { type: 'boolean' } },
});

if (values.help) {
  console.log(usage);
} else if (!isInstalled) {
  console.log('cfn-lint is not installed (pip install cfn-lint): no template was checked');
  process.exitCode = values.required ? 1 : 0;
} else {
  const results = stages.map(lint);
  process.exitCode = results.every(Boolean) ? 0 : 1;
}
