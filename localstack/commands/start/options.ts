// What a person may ask of a start.
import { resolve } from 'node:path';
import { UsageError, wholeFlag } from '../../../platform/cli/flags.ts';
import { type Flags, portFlag } from '../../cli/arguments.ts';
import type { Command } from '../../cli/command.ts';
import { paths } from '../../cli/paths.ts';
import type { Context } from '../../cli/prepare.ts';

export const startFlags: Command['flags'] = {
  port: { type: 'string', value: '<port>', help: 'port of the API (PORT, 3000)' },
  'aws-port': { type: 'string', value: '<port>', help: 'AWS endpoint (TANDEM_AWS_PORT, 4566)' },
  ephemeral: { type: 'boolean', help: 'keep no data; may run beside another copy' },
  data: { type: 'string', value: '<folder>', help: 'where data is kept (.local/data)' },
  'no-build': { type: 'boolean', help: 'run what was built and synthesised last' },
  'no-seed': { type: 'boolean', help: 'start without products and users' },
  watch: { type: 'boolean', help: 'rebuild and replace what changes (npm run dev)' },
  tasks: { type: 'string', value: '<n>', help: 'most tasks of one container service (1)' },
  quiet: { type: 'boolean', help: 'no log lines of the services' },
  stage: { type: 'string', value: '<name>', help: 'stage of the CDK app (dev)' },
  context: {
    type: 'string',
    short: 'c',
    multiple: true,
    value: '<name=value>',
    help: 'context of the CDK app, as of cdk deploy',
  },
};

export interface StartOptions {
  readonly ports: { readonly api: number; readonly aws: number };
  readonly stage: string;
  /** Of the CDK app, beside the stage. */
  readonly context: Context;
  /** Folder the data is kept in; none is kept without. */
  readonly data: string | undefined;
  readonly build: boolean;
  readonly seed: boolean;
  readonly watch: boolean;
  readonly quiet: boolean;
  readonly tasks: number;
}

export function optionsOf({ values }: Flags): StartOptions {
  if (values.ephemeral === true && values.data !== undefined) {
    throw new UsageError('--ephemeral keeps no data, --data keeps it: choose one of them');
  }
  if (values.data === '') throw new UsageError('--data wants a folder');
  return {
    ports: portsOf(values),
    stage: String(values.stage ?? 'dev'),
    context: contextOf(values.context),
    data: values.ephemeral === true ? undefined : resolve(String(values.data ?? paths.data)),
    build: values['no-build'] !== true,
    seed: values['no-seed'] !== true,
    watch: values.watch === true,
    quiet: values.quiet === true,
    tasks: wholeFlag(values.tasks?.toString(), 'tasks', { fallback: 1, most: 20 }),
  };
}

function portsOf(values: Flags['values']): StartOptions['ports'] {
  const api = portFlag(values.port ?? process.env.PORT, 3000, '--port');
  const aws = portFlag(values['aws-port'] ?? process.env.TANDEM_AWS_PORT, 4566, '--aws-port');
  if (api !== aws) return { api, aws };
  throw new UsageError(`--port and --aws-port are two ports, not both ${api}`);
}

/** As `cdk deploy` takes it. */
export function contextOf(given: Flags['values'][string]): Context {
  const pairs = [given ?? []].flat().map((each) => {
    const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(String(each)) ?? [];
    if (name !== undefined && name !== 'stage') return [name, value] as const;
    throw new UsageError(`-c ${each}: it is written as name=value, and the stage as --stage`);
  });
  const context = Object.fromEntries(pairs);
  if (context.containers === 'kubernetes') {
    throw new UsageError('-c containers=kubernetes: there is no cluster here; leave it out');
  }
  return context;
}
