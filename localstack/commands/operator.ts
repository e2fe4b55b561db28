// Runs an operator's command on the running system: `node localstack/commands/operator.ts <program> [--port <port>] [flags]`.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { printUsage, refuseKeptByNpm, UsageError } from '../../platform/cli/flags.ts';
import { portFlag } from '../cli/arguments.ts';
import { awsUrl } from '../cli/client.ts';
import { paths } from '../cli/paths.ts';
import { findRunning } from '../cli/running.ts';

const [, , program = '', ...args] = process.argv;

/** The flags without `--port`, which only this program knows; sets AWS_ENDPOINT_URL unless they name another place. */
function prepare(): string[] {
  refuseKeptByNpm(['port']);
  const { values, tokens } = parseArgs({
    args,
    options: { port: { type: 'string' }, endpoint: { type: 'string' } },
    strict: false,
    tokens: true,
  });
  const isElsewhere = values.aws === true || values.endpoint !== undefined || values.help === true;
  if (values.port !== undefined && values.aws !== true) {
    process.env.AWS_ENDPOINT_URL = urlOf(portFlag(values.port, 0, '--port'));
  } else if (!isElsewhere && process.env.AWS_ENDPOINT_URL === undefined) {
    process.env.AWS_ENDPOINT_URL = urlOf(undefined);
  }
  const ours = new Set(
    tokens.flatMap((token) =>
      token.kind === 'option' && token.name === 'port'
        ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
        : [],
    ),
  );
  return args.filter((_arg, index) => !ours.has(index));
}

function urlOf(port: number | undefined): string {
  return awsUrl(findRunning(paths.run, port));
}

try {
  const file = resolve(program);
  process.argv = [process.execPath, file, ...prepare()];
  await import(pathToFileURL(file).href);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  printUsage(error);
  process.exitCode = 2;
}
