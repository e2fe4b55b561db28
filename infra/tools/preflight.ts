// `npm run tandem -- preflight`: asks the account, reading only, for what stops a deployment before it begins.
import { parseFlags } from '../../platform/cli/flags.ts';
import { templatesOf } from '../build/synthesised.ts';
import { accountChecks, mailFrom } from '../preflight/account.ts';
import { type Finding, run } from '../preflight/finding.ts';
import { leftoverChecks, stacksIn } from '../preflight/leftovers.ts';
import { quotaChecks } from '../preflight/quotas.ts';
import { senderChecks } from '../preflight/senders.ts';
import { type Wanted, wantedBy } from '../preflight/wanted.ts';

const usage = `Usage: npm run tandem -- preflight --stage <stage> [--account <id>] [--json]

Asks the account of the credentials in the environment for limits, sandboxes, roles, parameters and names
that would stop a deployment. It reads and changes nothing.
  --stage <stage>    dev or prod
  --account <id>     refuse any other account
  --json             the findings as JSON
  --help             this text

Ends with 1 where something will fail. What could not be asked is told and stops nothing.`;

/** What the synthesiser of the CDK wants: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const bootstrapVersion = 6;

export const preflight = (
  wanted: Wanted,
  account: string | undefined,
): Promise<readonly Finding[]> => {
  let asked: Promise<ReadonlyMap<string, string>> | undefined;
  const deployed = () => {
    asked ??= stacksIn(wanted.stacks);
    return asked;
  };
  return run({
    ...accountChecks(wanted, { account, bootstrapVersion }),
    ...leftoverChecks(wanted, deployed),
    ...quotaChecks(wanted, async () => new Set((await deployed()).keys())),
    ...senderChecks(() => mailFrom(wanted.stage)),
  });
};

const marks = { ok: '✔', 'will fail': '✖', 'cannot tell': '?' } as const;

export const table = (findings: readonly Finding[]): string => {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings
    .map(
      ({ verdict, what, says }) =>
        `${marks[verdict]} ${verdict.padEnd(11)}  ${what.padEnd(width)}  ${says}`,
    )
    .join('\n');
};

const main = async (): Promise<void> => {
  const { values } = parseFlags({
    options: {
      stage: { type: 'string' },
      account: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.stage !== 'dev' && values.stage !== 'prod') {
    console.error(`--stage must be dev or prod, not ${values.stage}\nSee --help.`);
    process.exitCode = 2;
    return;
  }
  const findings = await preflight(
    wantedBy(values.stage, templatesOf(values.stage)),
    values.account,
  );
  console.log(values.json ? JSON.stringify(findings, null, 2) : table(findings));
  process.exitCode = findings.some(({ verdict }) => verdict === 'will fail') ? 1 : 0;
};

if (import.meta.main) await main();
