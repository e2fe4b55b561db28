// The operator's command: how the routes of a legacy shop are switched, and switching them without a deployment.
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parseFlags } from '../../platform/cli/flags.ts';
import {
  clientOptionsFor,
  runOperator,
  whereFlags,
  whereHelp,
} from '../../platform/cli/operator.ts';
import { differenceReport } from './difference-report.ts';
import { switching } from './switching.ts';

const usage = `Usage: npm run tandem -- legacy [status | differences | set <route> <mode>] [<flags>]

A legacy shop behind the API (-c legacy=<url>): which shop answers each of the chosen routes.
  status             how each route is switched, since when and by whom
  differences        where the answers differed, by path and kind, and how often
  set <route> legacy the legacy shop answers
  set <route> shadow it answers, and Tandem is asked as well: differences are logged
  set <route> tandem Tandem answers

  --share <n>        for so many per cent of the customers, each always the same (100)
  --rule <file>      how the legacy shop is asked, and what may differ (JSON); "none" takes it away
${whereHelp}
`;

const { values, positionals } = parseFlags({
  options: {
    share: { type: 'string' },
    rule: { type: 'string' },
    ...whereFlags,
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const identify = async (): Promise<string> => {
  const sts = new STSClient(clientOptionsFor(values) as object);
  const { Arn = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
  return Arn;
};

const run = (): Promise<void> =>
  switching(values, {
    client: new SSMClient(clientOptionsFor(values)),
    identify,
    differences: () => differenceReport(values),
    say: (line) => void process.stdout.write(`${line}\n`),
  })(positionals);

await runOperator({ usage, help: values.help }, run);
