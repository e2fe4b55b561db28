// SES version 2 for an emulator that has none: what functions send lands in a mailbox of this command.
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { sesService } from '../../ses/api.ts';
import { createMailbox } from '../../ses/mailbox.ts';

export const sendPath = '/v2/email/outbound-emails';

export interface MailsBeside {
  /** A call of the SDK. */
  send(request: IncomingMessage): Promise<{ readonly status: number; readonly body: string }>;
  /** Newest first. */
  to(address: string): object[];
}

export function mailsBeside(): MailsBeside {
  const mailbox = createMailbox(undefined);
  const service = sesService({
    account: { accountId: '000000000000', region: 'us-east-1' },
    // Permissions are not checked on emulators, and nobody asks this mailbox to bounce.
    access: { check: () => undefined },
    faults: { next: () => undefined },
    mailEvents: { hasSet: () => true, publish: async () => {} },
    mailbox,
  });
  return {
    async send(request) {
      const { method = '', headers } = request;
      const body = await buffer(request);
      const query = new URLSearchParams();
      const rest = { accessKeyId: 'test', action: '', onHangUp: () => () => {} };
      const answer = await service({ method, path: sendPath, query, headers, body, ...rest });
      return { status: answer.status, body: String(answer.body) };
    },
    to: (address) =>
      mailbox
        .list()
        .filter(({ to }) => to.includes(address))
        .map((mail) => ({ ...mail, to: address })),
  };
}
