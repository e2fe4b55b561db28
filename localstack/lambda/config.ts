// What CloudFormation says about a function, in the units used here.

export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly codePath: string;
  readonly service: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  readonly deadLetterArn: string | undefined;
  /** Waits there for a debugger (0 is any port), and never times out. */
  readonly inspectPort?: number;
}

/** How asynchronous invocations of a function (or alias) are retried. */
export interface AsyncConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onFailureArn: string | undefined;
  readonly onSuccessArn: string | undefined;
}

export interface Permission {
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly action: string;
}

const fullArn = /^arn:[\w-]+:lambda:[\w-]+:(?=\d{12}:function:)/;
const partialArn = /^\d{12}:function:/;

/** A function's name and qualifier out of a name, a partial or full ARN, with or without `:qualifier`. */
export function parseFunction(id: string): { name: string; qualifier: string | undefined } {
  const plain = id.replace(fullArn, '').replace(partialArn, '');
  const [name = '', qualifier] = plain.split(':');
  return { name, qualifier };
}
