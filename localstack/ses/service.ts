// SES: mails go into the mailbox, and what becomes of them to whoever wants to hear of it.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { type SesNeeds, sesService } from './api.ts';
import { createMailEvents } from './mail-events.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { mailResources } from './resources.ts';

interface Needs extends Pick<SesNeeds, 'account' | 'access' | 'faults'> {
  /** Mails are kept there between starts. */
  readonly dataDir: string | undefined;
  readonly messaging: Pick<Messaging, 'callSns'>;
}

export interface Ses extends AwsService {
  readonly mailbox: Mailbox;
}

export const ses = ({ dataDir, messaging, ...needs }: Needs): Ses => {
  const mailbox = createMailbox(dataDir);
  const mailEvents = createMailEvents(messaging);
  return {
    mailbox,
    api: { ses: sesService({ ...needs, mailbox, mailEvents }) },
    resources: mailResources(mailEvents),
  };
};
