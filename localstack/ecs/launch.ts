// How a task is started: its bundle as a process of this Node, where nobody asks for something else.
import { tightHeap } from '../cloud/children.ts';
import type { ServiceDefinition } from './definition.ts';

/** A command that stays as long as the task runs, passes signals on to it and ends with its exit code. */
export interface Launch {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type LaunchTask = (
  service: ServiceDefinition,
  environment: Readonly<Record<string, string>>,
) => Launch;

export const asProcess: LaunchTask = ({ task: { container } }, environment) => ({
  command: process.execPath,
  arguments: [tightHeap, ...container.arguments],
  directory: container.directory,
  environment,
});
