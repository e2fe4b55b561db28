// `npm run tandem -- facts`: what has happened, from the archive of facts, for a report or for a new consumer.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { readFacts } from '../archive/read-facts.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { send } from './facts/send.ts';

const isoForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

function timeOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = String(value);
  if (isoForm.test(text) && !Number.isNaN(Date.parse(text))) {
    return new Date(text).toISOString();
  }
  throw new UsageError(`--${name} wants a day or a time such as 2026-01-31T10:00Z, not ${text}`);
}

/** Of the data of a start: the bucket is the only one that has facts. */
function archiveIn(data: string): string {
  const buckets = join(data, 's3');
  const found = existsSync(buckets)
    ? readdirSync(buckets)
        .map((bucket) => join(buckets, bucket, 'facts'))
        .find((folder) => existsSync(folder))
    : undefined;
  if (found !== undefined) return found;
  throw new UsageError(`there are no facts in ${data}; has a start kept its data there?`);
}

export const facts: Command = {
  name: 'facts',
  summary: 'What has happened, from the archive of facts, one JSON object a line',
  flags: {
    since: { type: 'string', value: '<day or time>', help: 'from then on, in UTC' },
    until: { type: 'string', value: '<day or time>', help: 'before then' },
    type: { type: 'string', multiple: true, value: '<type>', help: 'of this type (repeatable)' },
    data: { type: 'string', value: '<folder>', help: 'of a start (.local/data)' },
    from: { type: 'string', value: '<folder>', help: 'the archive itself, as copied from S3' },
    to: { type: 'string', value: '<queue>', help: 'into this queue, for a consumer that is new' },
    endpoint: { type: 'string', value: '<url>', help: 'where it is (the running system)' },
    aws: { type: 'boolean', help: 'it is in the AWS account of the environment' },
  },
  notes: [
    'Of a stage on AWS: aws s3 sync s3://<bucket>/facts <folder>, then --from <folder>.',
    'Each fact comes once, in the order of time; personal data stays with the services.',
  ],
  async run({ values }, terminal) {
    const folder =
      values.from === undefined
        ? archiveIn(resolve(String(values.data ?? paths.data)))
        : resolve(String(values.from));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`there is no folder ${folder}`);
    }
    const wanted = {
      since: timeOf('since', values.since),
      until: timeOf('until', values.until),
      types: values.type as readonly string[] | undefined,
    };
    const found = readFacts(folder, wanted);
    if (values.to === undefined) {
      let isNone = true;
      for (const fact of found) {
        isNone = false;
        terminal.line(JSON.stringify(fact));
      }
      // Beside the output, which is for a program.
      if (isNone) terminal.error('no such fact has happened');
    } else terminal.line(`${await send(values, found)} sent to ${String(values.to)}`);
    return 0;
  },
};
