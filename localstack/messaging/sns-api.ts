// SNS behind the edge: topics by fauxqs, text messages to a phone number into the mailbox.
import { randomUUID } from 'node:crypto';
import type { Access } from '../cloud/cloud.ts';
import { type AwsResponse, denied, type Service } from '../cloud/protocol/edge-protocol.ts';
import { formOf } from '../cloud/protocol/query-protocol.ts';
import type { Messaging } from './messaging.ts';
import { checkSubscription, publishForm } from './sns-rules.ts';

export interface SnsNeeds {
  readonly access: Pick<Access, 'check'>;
  readonly messaging: Pick<Messaging, 'callSns' | 'sns'>;
  /** Takes a text message to a phone number; answers its id. */
  readonly deliverText: (to: string, message: string) => string;
}

function published(id: string): AwsResponse {
  const body = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`;
  return { status: 200, contentType: 'text/xml', body };
}

export function snsService({ access, messaging, deliverText }: SnsNeeds): Service {
  return async (request) => {
    const form = formOf(request);
    const action = form.Action ?? '';
    const permission = `SNS:${action.replace(/Batch$/, '')}`;
    const resource = form.TopicArn ?? form.SubscriptionArn ?? '*';
    const reason = access.check(request.accessKeyId, permission, resource);
    if (reason !== undefined) throw denied('sns', reason);
    if (action === 'Publish' && form.PhoneNumber) {
      return published(deliverText(form.PhoneNumber, form.Message ?? ''));
    }
    if (action === 'Subscribe' || action === 'SetSubscriptionAttributes') {
      const known = messaging.sns.getSubscription(form.SubscriptionArn ?? '');
      checkSubscription(form, known?.attributes.FilterPolicyScope);
    }
    const body = action.startsWith('Publish') ? publishForm(form) : form;
    return await messaging.callSns({ headers: request.headers, body });
  };
}
