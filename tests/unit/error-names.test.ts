// What the log calls an error: its name, since a bundle shortens those of classes.
import { expect, it } from 'vitest';
import { AddressesChanged } from '../../functions/auth/addresses/writes.ts';
import { UserChanged } from '../../functions/auth/writes.ts';
import { NotSent } from '../../functions/notifications/sending/mailer.ts';
import { InDoubt } from '../../functions/notifications/sending/sent.ts';
import {
  ProviderUnanswered,
  ProviderUnreachable,
} from '../../functions/payments/providers/provider.ts';
import { ForbiddenAddress } from '../../functions/webhooks/outbound/address.ts';
import { UnreadableStream } from '../../platform/data/commits.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { UnreadableMessage } from '../../platform/messaging/inbox.ts';

const cause = new Error('the cause');

it.each<[string, Error, string, unknown?]>([
  [
    'AddressesChanged',
    new AddressesChanged('usr_1'),
    'the addresses of usr_1 were changed meanwhile',
  ],
  ['UserChanged', new UserChanged('usr_1'), 'usr_1 was changed meanwhile'],
  ['NotSent', new NotSent(cause), 'the mail was not sent', cause],
  [
    'InDoubt',
    new InDoubt({ messageId: 'msg_1', channel: 'email', recipient: 'a@b.example' }),
    'nobody knows yet whether the mail of msg_1 was sent',
  ],
  [
    'ProviderUnanswered',
    new ProviderUnanswered(cause),
    'the payment provider gave no usable answer',
    cause,
  ],
  [
    'ProviderUnreachable',
    new ProviderUnreachable(cause),
    'the payment provider cannot be asked now',
    cause,
  ],
  [
    'ForbiddenAddress',
    new ForbiddenAddress('inside.example', '10.0.0.1'),
    'inside.example leads to 10.0.0.1, which is not public',
  ],
  [
    'UnreadableStream',
    new UnreadableStream({ pk: 'ORDER#1', sk: 'COMMIT#1' }, '/events', cause),
    'ORDER#1 COMMIT#1 cannot be read: /events',
    cause,
  ],
  ['UnreadableMessage', new UnreadableMessage('no JSON'), 'unreadable message: no JSON'],
  ['AppError', new AppError('not-found', { detail: 'gone', cause }), 'gone', cause],
])('%s', (name, error, text, reason) => {
  expect([String(error), error.cause]).toEqual([`${name}: ${text}`, reason]);
});
