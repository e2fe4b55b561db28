// A function as another runner of functions needs it: code, limits, and all variables of its environment.
import type { Access } from '../../cloud/cloud.ts';
import type { FunctionConfig } from '../config.ts';
import { type Host, variablesOf } from './process.ts';

export interface FunctionDefinition {
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly codePath: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The credentials of its role among them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What is of this machine, or set by the runner itself: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const ofTheRunner =
  /^(PATH|LANG|TZ|_HANDLER|NODE_COMPILE_CACHE|LAMBDA_TASK_ROOT|AWS_EXECUTION_ENV|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|AWS_LAMBDA_.*)$/;

export function definitionOf(
  config: FunctionConfig,
  host: Host,
  access: Pick<Access, 'credentialsFor'>,
): FunctionDefinition {
  const { name, handler, codePath, timeoutSeconds, memoryMb } = config;
  const variables = Object.entries(variablesOf(config, host, access));
  return {
    name,
    runtime: 'nodejs24.x',
    handler,
    codePath,
    timeoutSeconds,
    memoryMb,
    variables: Object.fromEntries(variables.filter(([key]) => !ofTheRunner.test(key))),
  };
}
