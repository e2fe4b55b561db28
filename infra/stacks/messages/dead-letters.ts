// Dead letters: what died in the queues of all services, for administrators. One function that may open these queues and nothing else.
import { Duration } from 'aws-cdk-lib';
import { queuesOf, withDeadLetters } from '../../constructs/messaging/message-paths.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class DeadLettersStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('DeadLetters', 'dead-letters', ...stack);
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      timeout: Duration.seconds(28),
      environment: { ...this.httpEnvironment(), DEAD_LETTERS: this.urls() },
    });
    handler.allow(
      [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ],
      withDeadLetters.map((service) => this.lookUp(`${service}/dead-letters-arn`)),
    );
    handler.allow(
      ['sqs:SendMessage'],
      withDeadLetters
        .flatMap((service) => Object.values(queuesOf(service)))
        .map((path) => this.lookUp(`${path}-arn`)),
    );
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
