// `npm run sam`: runs one function by `sam local invoke`, in AWS's own Lambda image, against the running system.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portFlag, UsageError } from '../cli/arguments.ts';
import { awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning } from '../cli/running.ts';
import { fill, keptEvent, readEvent } from './invoke/event.ts';
import { bundleName, functionNamed } from './invoke/function-name.ts';
import { type Described, runningCopy } from './invoke/target.ts';

export const sam: Command = {
  name: 'sam',
  summary: "Runs one function in Lambda's own image, by the SAM CLI and Docker",
  parameters: '<service>[/<entry>] [<event.json|->]',
  flags: {
    image: { type: 'string', value: '<image>', help: 'in place of the image that SAM pulls' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Wants a running system (npm start), sam (pip install aws-sam-cli) and Docker.',
    'What can be done with the assembly alone is in docs/single-functions.md.',
  ],
  async run({ values, positionals }, terminal) {
    const [wanted, file] = positionals;
    if (!wanted) throw new UsageError('which function? e.g. auth or payments/reconcile');
    const port = values.port === undefined ? undefined : portFlag(values.port, 0, '--port');
    const running = findRunning(paths.run, port);
    const target = runningCopy(running);
    const name = functionNamed(wanted, await target.names());
    const event = await readEvent(file ?? keptEvent(bundleName(name)));
    mkdirSync(paths.sam, { recursive: true });
    const at = (part: string) => join(paths.sam, part);
    writeFileSync(at('event.json'), await fill(event, target.apiUrl));
    const template = templateOf(await target.describe(name), awsUrl(running));
    writeFileSync(at('template.json'), JSON.stringify(template, null, 2));
    const image = values.image as string | undefined;
    const args = [
      ...['local', 'invoke', 'Function', '--template', at('template.json')],
      ...['--event', at('event.json')],
      // The system listens on the loopback of this machine only.
      ...['--docker-network', 'host'],
      ...(image === undefined ? [] : ['--invoke-image', image, '--skip-pull-image']),
    ];
    terminal.error(`sam ${args.join(' ')}`);
    return await runSam(args);
  },
};

/** The function as it runs, on the processor of this machine. */
function templateOf({ Configuration, Code }: Described, endpoint: string) {
  const { Handler, Runtime, Timeout, MemorySize, Environment } = Configuration;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          ...{ Handler, Runtime, Timeout, MemorySize },
          CodeUri: new URL(Code.Location).pathname,
          Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
          Environment: { Variables: { ...Environment.Variables, AWS_ENDPOINT_URL: endpoint } },
        },
      },
    },
  };
}

function runSam(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('sam', args, {
      stdio: 'inherit',
      env: { SAM_CLI_TELEMETRY: '0', ...process.env },
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(missing ? new UsageError('there is no sam here: pip install aws-sam-cli') : error);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}
