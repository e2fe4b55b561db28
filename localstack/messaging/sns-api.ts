// SNS behind the edge: topics by fauxqs, text messages to a phone number into the mailbox.
import { randomUUID } from 'node:crypto';
import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsResponse,
  denied,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { formOf } from '../cloud/protocol/query-protocol.ts';
import type { Messaging } from './messaging.ts';
import { checkArn, checkBatch, checkPublished, checkTarget } from './rules/publishing.ts';
import { checkEndpoint, checkSameTopic, checkTopicName } from './rules/subscribing.ts';
import { attributesOf, checkSubscription, publishForm } from './sns-rules.ts';

type Form = Readonly<Record<string, string>>;

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

/** Throws where SNS refuses what fauxqs would take. */
function rulesOf(sns: Messaging['sns']): Readonly<Record<string, (form: Form) => void>> {
  const subscription = (form: Form) =>
    checkSubscription(
      form,
      sns.getSubscription(form.SubscriptionArn ?? '')?.attributes.FilterPolicyScope,
    );
  return {
    Publish(form) {
      checkTarget(form);
      checkPublished(form);
    },
    PublishBatch: checkBatch,
    CreateTopic(form) {
      const { Name: name = '' } = form;
      const attributes = attributesOf(form);
      checkTopicName(name, attributes.FifoTopic === 'true');
      checkSameTopic(sns.getTopic(`arn:aws:sns:${sns.region}:000000000000:${name}`), attributes);
    },
    Subscribe(form) {
      const { TopicArn = '', Protocol = '', Endpoint } = form;
      checkArn('TopicArn', TopicArn);
      if (Endpoint) checkEndpoint(TopicArn, Protocol, Endpoint);
      subscription(form);
    },
    SetSubscriptionAttributes: subscription,
    Unsubscribe: ({ SubscriptionArn = '' }) => checkArn('SubscriptionArn', SubscriptionArn),
    ListSubscriptionsByTopic({ TopicArn = '' }) {
      checkArn('TopicArn', TopicArn);
      if (!sns.getTopic(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
    },
  };
}

export function snsService({ access, messaging, deliverText }: SnsNeeds): Service {
  const rules = rulesOf(messaging.sns);
  return async (request) => {
    const given = formOf(request);
    const { Action: action = '', TargetArn } = given;
    const permission = `SNS:${action.replace(/Batch$/, '')}`;
    const resource = given.TopicArn ?? TargetArn ?? given.SubscriptionArn ?? '*';
    const reason = access.check(request.accessKeyId, permission, resource);
    if (reason !== undefined) throw denied('sns', reason);
    if (Object.hasOwn(rules, action)) rules[action]?.(given);
    const form = TargetArn ? { ...given, TopicArn: TargetArn } : given;
    if (action === 'Publish' && form.PhoneNumber) {
      return published(deliverText(form.PhoneNumber, form.Message ?? ''));
    }
    const body = action.startsWith('Publish') ? publishForm(form) : form;
    return await messaging.callSns({ headers: request.headers, body });
  };
}
