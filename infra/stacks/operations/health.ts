// Health: whether every service has its table. It may ask what a table is, and read nothing of it.
import { services } from '../../../events/routes.ts';
import { tableNameOf } from '../../names.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class HealthStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Health', 'health', ...stack);
    const { stage } = this;
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: {
        ...this.httpEnvironment(),
        TABLES: this.toJsonString(
          Object.fromEntries(services.map((each) => [each, tableNameOf(stage, each)])),
        ),
      },
    });
    handler.allow(
      ['dynamodb:DescribeTable'],
      services.map((each) => this.lookUp(`${each}/table-arn`)),
    );
  }
}
