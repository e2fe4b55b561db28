// A template for SAM: the functions as the running system has them, with every variable declared. Pure.

import type { FunctionDefinition } from '../../lambda/execution/definition.ts';

export interface TemplateOptions {
  /** Answers where containers reach a port of this machine's loopback, e.g. `http://172.17.0.1:40000`. */
  readonly originOf: (port: number) => string;
  /** In place of what is deployed. */
  readonly timeoutSeconds?: number | undefined;
  /** https://nodejs.org/api/process.html#processarch */
  readonly arch: string;
}

const loopback = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/g;

/** Is compared with what tokens say, and never called. */
const compared = new Set(['TOKEN_ISSUER']);

/** Ports of this machine that a function calls. */
export const portsOf = (functions: readonly FunctionDefinition[]): number[] => [
  ...new Set(
    functions.flatMap(({ variables }) =>
      Object.entries(variables).flatMap(([name, value]) =>
        compared.has(name) ? [] : [...value.matchAll(loopback)].map(([, port]) => Number(port)),
      ),
    ),
  ),
];

/** `tandem-dev-auth-handler` → `TandemDevAuthHandler` */
export const logicalId = (name: string): string =>
  name.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());

export function samTemplate(
  functions: readonly FunctionDefinition[],
  { originOf, timeoutSeconds, arch }: TemplateOptions,
) {
  const reachable = ([name, value]: [string, string]) =>
    compared.has(name)
      ? [name, value]
      : [name, value.replace(loopback, (_match, port) => originOf(Number(port)))];
  const resourceOf = (one: FunctionDefinition) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: one.name,
      Runtime: one.runtime,
      Handler: one.handler,
      Code: one.codePath,
      Timeout: timeoutSeconds ?? one.timeoutSeconds,
      MemorySize: one.memoryMb,
      Architectures: [arch === 'arm64' ? 'arm64' : 'x86_64'],
      Environment: { Variables: Object.fromEntries(Object.entries(one.variables).map(reachable)) },
    },
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: Object.fromEntries(functions.map((one) => [logicalId(one.name), resourceOf(one)])),
  };
}
