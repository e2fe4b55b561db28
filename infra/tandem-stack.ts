// What all stacks have in common: their name, `Tandem-<stage>-<part>`, the stage they belong to, and what in them is watched.
import { DefaultStackSynthesizer, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { lookUp, publish } from './names.ts';
import type { StageConfig } from './stages.ts';

/** By physical name; the dashboards show them. */
export interface Watched {
  readonly functions: string[];
  readonly containers: string[];
  readonly queues: string[];
  readonly deadLetters: string[];
  readonly tables: string[];
}

/** What every stack is made with: the app, and the stage it is for. */
export type StackArguments = readonly [scope: Construct, stage: StageConfig];

export class TandemStack extends Stack {
  readonly part: string;
  readonly watched: Watched = {
    functions: [],
    containers: [],
    queues: [],
    deadLetters: [],
    tables: [],
  };
  protected readonly stage: StageConfig;

  constructor(scope: Construct, part: string, stage: StageConfig) {
    super(scope, `Tandem-${stage.name}-${part}`, {
      env: stage.environment,
      // The CDK's command line looks at the version of the bootstrap itself.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    this.part = part;
    this.stage = stage;
  }

  /** The value another stack (or, below `config/`, the operator) has put under `<service>/<key>`. */
  protected lookUp(path: string): string {
    return lookUp(this, this.stage, path);
  }

  /** Makes values known to other stacks as `<service>/<key>`. */
  protected publish(values: Readonly<Record<string, string>>): void {
    publish(this, this.stage, values);
  }

  /** By the template, and not looked up when the account is known. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

/** Puts a physical name on the dashboards, where the stack has any. */
export const watch = (scope: Construct, kind: keyof Watched, name: string): void => {
  const stack = Stack.of(scope);
  if (stack instanceof TandemStack) stack.watched[kind].push(name);
};
