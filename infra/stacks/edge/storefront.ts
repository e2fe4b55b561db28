// Storefront: the pages of the shop. One function that owns nothing.
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class StorefrontStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Storefront', stage);
    new ServiceFunction(this, 'Handler', {
      stage,
      service: 'storefront',
      entry: 'handler',
      startedBy: 'request',
      environment: { API_URL: lookUp(this, stage, 'platform/api-url') },
    });
  }
}
