import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class StorefrontStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Storefront', 'storefront', ...stack);
    this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: { API_URL: this.lookUp('platform/api-url') },
    });
  }
}
