// What is looked at: the queues of one running copy, and what a person wants of them.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Flags } from '../../cli/arguments.ts';
import type { Running } from '../../cli/running.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { DeadLetterQueue } from './dead-letters.ts';

export type Values = Flags['values'];

export interface Target {
  readonly running: Running;
  readonly client: SQSClient;
  readonly queues: readonly DeadLetterQueue[];
  readonly values: Values;
  readonly terminal: Terminal;
}
