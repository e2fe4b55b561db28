// BffMobile: screens of apps. One function that owns nothing and may nothing but call the public API.
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class BffMobileStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('BffMobile', 'bff-mobile', ...stack);
    this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...this.httpEnvironment(),
        API_URL: this.lookUp('platform/api-url'),
      },
    });
  }
}
