// What a stage runs: remembered in the account it runs in, and never taken from what was pushed last.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

/** All stacks of the stage are those of this commit, made with these options. */
export interface Deployed {
  readonly commit: string;
  /** Digest of the options, which may hold addresses. */
  readonly context: string;
}

const ssm = new SSMClient();

const nameFor = (stage: string): string => `/tandem/${stage}/deployed`;

export const digestOf = (context: string): string =>
  createHash('sha256').update(context.trim().replace(/\s+/g, ' ')).digest('hex');

/** Undefined where nothing was deployed yet. */
export const readDeployed = async (stage: string): Promise<Deployed | undefined> => {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: nameFor(stage) }));
    return JSON.parse(Parameter?.Value ?? '') as Deployed;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
};

/** Of its API. */
export const publicUrl = async (stage: string): Promise<string> => {
  const Name = `/tandem/${stage}/platform/api-url`;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  return Parameter?.Value ?? '';
};

export const remember = async (stage: string, deployed: Deployed): Promise<void> => {
  const Value = JSON.stringify(deployed);
  await ssm.send(
    new PutParameterCommand({ Name: nameFor(stage), Value, Type: 'String', Overwrite: true }),
  );
};

/** A run that waited for its approval while a later commit was deployed would take that back. */
export const isBehind = (deployed: string, head = 'HEAD'): boolean => {
  const is = (ancestor: string, of: string): boolean => {
    try {
      execFileSync('git', ['merge-base', '--is-ancestor', ancestor, of], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  return !is(deployed, head) && is(head, deployed);
};
