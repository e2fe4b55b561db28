// Relay: publishes what the tables have committed, from their streams and by sweeping what is late.
import { Duration } from 'aws-cdk-lib';
import { invokeEveryMinute } from '../../constructs/compute/schedule.ts';
import type { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { alarmWhenBehind, relayStream } from '../../constructs/data/stream-trigger.ts';
import { publishers, receivers, senders } from '../../constructs/messaging/message-paths.ts';
import { tableNameOf } from '../../names.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class RelayStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Relay', 'outbox-relay', ...stack);
    const { stage, service } = this;
    const deadLetters = this.deadLetterQueue();
    const environment = { ROUTES: this.routes() };
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'stream',
      environment,
    });
    const sweep = this.serviceFunction('Sweep', {
      entry: 'sweep',
      startedBy: 'schedule',
      // Nearly to the next run: after an outage everything is behind it.
      timeout: Duration.seconds(55),
      environment,
      onFailure: deadLetters,
    });
    for (const sender of senders) {
      relayStream(this, `Stream-${sender}`, handler, {
        stage,
        streamArn: this.lookUp(`${sender}/table-stream-arn`),
        onFailure: deadLetters,
      });
    }
    alarmWhenBehind(this, stage, handler);
    for (const each of [handler, sweep]) this.grantPublish(each);
    sweep.allow(
      ['dynamodb:Query'],
      senders.map((sender) => `${this.lookUp(`${sender}/table-arn`)}/index/pending-index`),
    );
    invokeEveryMinute(this, 'Sweeper', {
      stage,
      service,
      target: sweep,
      deadLetterQueue: deadLetters,
    });
  }

  /** Where a message from each table goes. */
  private routes(): string {
    return this.toJsonString({
      tables: Object.fromEntries(
        senders.map((sender) => [tableNameOf(this.stage, sender), sender]),
      ),
      topics: Object.fromEntries(
        publishers.map((name) => [name, this.lookUp(`${name}/topic-arn`)]),
      ),
      queues: Object.fromEntries(receivers.map((name) => [name, this.lookUp(`${name}/queue-url`)])),
    });
  }

  private grantPublish(grantee: ServiceFunction): void {
    const arns = (of: readonly string[], key: string) =>
      of.map((name) => this.lookUp(`${name}/${key}`));
    grantee.allow(['dynamodb:UpdateItem'], arns(senders, 'table-arn'));
    grantee.allow(['sns:Publish'], arns(publishers, 'topic-arn'));
    grantee.allow(['sqs:SendMessage'], arns(receivers, 'queue-arn'));
  }
}
