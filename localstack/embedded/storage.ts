// The services that keep things: tables, queues and topics, mails, parameters, objects.
import type { Access, Ground } from '../cloud/cloud.ts';
import type { Faults } from '../cloud/faults.ts';
import { dynamodb } from '../dynamodb/service.ts';
import { startMessaging } from '../messaging/messaging.ts';
import { queuesAndTopics } from '../messaging/service.ts';
import { s3 } from '../s3/service.ts';
import { ses } from '../ses/service.ts';
import { ssm } from '../ssm/service.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  readonly faults: Faults;
  /** SSM parameters that an operator provides on AWS. */
  readonly provided: Readonly<Record<string, string>>;
}

export async function storageOf({ ground, access, faults, provided }: Needs) {
  const { dataDir } = ground;
  const account = ground;
  const [tables, messaging] = await Promise.all([
    dynamodb({ ground, access, faults }),
    startMessaging(ground, dataDir),
  ]);
  ground.onStop('messaging', () => messaging.stop());
  const mails = ses({ account, access, faults, dataDir, messaging });
  const deliverText = (to: string, text: string) =>
    mails.mailbox.deliver({ channel: 'sms', to: [to], subject: '', text, html: '' }).id;
  const queues = queuesAndTopics({ ground, access, messaging, deliverText });
  const parameters = ssm({ account, access, provided });
  const objects = s3({ ground, access, messaging });
  return {
    services: [tables, queues, mails, parameters],
    objects,
    buckets: objects.buckets,
    database: tables.database,
    streams: tables.streams,
    messaging,
    mailbox: mails.mailbox,
    parameters: parameters.parameters,
  };
}
