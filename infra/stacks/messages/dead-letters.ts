// Dead letters: what died in the queues of all services, for administrators. One function that may open these queues and nothing else.
import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { queuesOf, withDeadLetters } from '../../constructs/messaging/message-paths.ts';
import { httpEnvironment } from '../../environment.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

export class DeadLettersStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'DeadLetters', stage);
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service: 'dead-letters',
      entry: 'handler',
      startedBy: 'request',
      timeout: Duration.seconds(28),
      environment: { ...httpEnvironment(this, stage), DEAD_LETTERS: this.urls() },
    });
    Grant.addToPrincipal({
      grantee: handler,
      actions: [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ],
      resourceArns: withDeadLetters.map((service) => this.lookUp(`${service}/dead-letters-arn`)),
    });
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['sqs:SendMessage'],
      resourceArns: withDeadLetters
        .flatMap((service) => Object.values(queuesOf(service)))
        .map((path) => this.lookUp(`${path}-arn`)),
    });
  }

  private lookUp(path: string): string {
    return lookUp(this, this.stage, path);
  }

  private urls(): string {
    return this.toJsonString(
      Object.fromEntries(
        withDeadLetters.map((service) => [
          service,
          {
            deadLetterUrl: this.lookUp(`${service}/dead-letters-url`),
            queues: Object.fromEntries(
              Object.entries(queuesOf(service)).map(([name, path]) => [
                name,
                this.lookUp(`${path}-url`),
              ]),
            ),
          },
        ]),
      ),
    );
  }
}
