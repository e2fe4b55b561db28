// Docs: the API described by itself. One function.
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ServiceFunction } from '../constructs/service-function.ts';
import { stackName } from '../names.ts';
import type { StageConfig } from '../stages.ts';

export class DocsStack extends Stack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, stackName(stage, 'Docs'));
    new ServiceFunction(this, 'Handler', {
      stage,
      service: 'docs',
      entry: 'handler',
      startedBy: 'request',
    });
  }
}
