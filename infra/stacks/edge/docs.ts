// Docs: the API described by itself. One function.
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class DocsStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Docs', stage);
    new ServiceFunction(this, 'Handler', {
      stage,
      service: 'docs',
      entry: 'handler',
      startedBy: 'request',
    });
  }
}
