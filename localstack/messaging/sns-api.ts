// SNS behind the edge: topics by fauxqs, text messages to a phone number into the mailbox.
import { randomUUID } from 'node:crypto';
import { type AwsResponse, denied, type Service } from '../cloud/protocol/edge-protocol.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { checkSubscription, publishForm } from './sns-rules.ts';

function textMessage(cloud: AwsCloud, form: Readonly<Record<string, string>>): AwsResponse {
  const entry = cloud.mailbox.deliver({
    channel: 'sms',
    to: [form.PhoneNumber ?? ''],
    subject: '',
    text: form.Message ?? '',
    html: '',
  });
  const body = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${entry.id}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`;
  return { status: 200, contentType: 'text/xml', body };
}

export function snsService(cloud: AwsCloud): Service {
  const { access, messaging } = cloud;
  return async (request) => {
    const form = Object.fromEntries(new URLSearchParams(request.body.toString()));
    const action = form.Action ?? '';
    const permission = `SNS:${action.replace(/Batch$/, '')}`;
    const resource = form.TopicArn ?? form.SubscriptionArn ?? '*';
    const reason = access.check(request.accessKeyId, permission, resource);
    if (reason !== undefined) throw denied('sns', reason);
    if (action === 'Publish' && form.PhoneNumber) return textMessage(cloud, form);
    if (action === 'Subscribe' || action === 'SetSubscriptionAttributes') {
      const known = messaging.sns.getSubscription(form.SubscriptionArn ?? '');
      checkSubscription(form, known?.attributes.FilterPolicyScope);
    }
    const body = action.startsWith('Publish') ? publishForm(form) : form;
    return await messaging.callSns({ headers: request.headers, body });
  };
}
