// Docs: the API described by itself. One function.
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class DocsStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Docs', 'docs', ...stack);
    this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
    });
  }
}
