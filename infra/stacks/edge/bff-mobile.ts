// BffMobile: screens of apps. One function that owns nothing and may nothing but call the public API.
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { httpEnvironment } from '../../environment.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class BffMobileStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'BffMobile', stage);
    new ServiceFunction(this, 'Handler', {
      stage,
      service: 'bff-mobile',
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...httpEnvironment(this, stage),
        API_URL: lookUp(this, stage, 'platform/api-url'),
      },
    });
  }
}
