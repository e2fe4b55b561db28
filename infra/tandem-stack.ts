// What all stacks have in common: their name, `Tandem-<stage>-<part>`, and the stage they belong to.
import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from './stages.ts';

export class TandemStack extends Stack {
  protected readonly stage: StageConfig;

  constructor(scope: Construct, part: string, stage: StageConfig) {
    super(scope, `Tandem-${stage.name}-${part}`, {
      // The CDK's command line looks at the version of the bootstrap itself.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    this.stage = stage;
  }
}
