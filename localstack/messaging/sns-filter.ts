// Which subscriptions a message of a topic goes to: filter policies, type by type.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
import { BlockList, isIP } from 'node:net';
import { compileFilter, type Filter, type Rules } from '../cloud/filters/event-filter.ts';

type MessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string }>
>;

interface Message {
  readonly body: string;
  readonly messageAttributes: MessageAttributes;
}

interface Subscription {
  readonly attributes: Readonly<Record<string, string>>;
}

interface Subscriptions {
  getSubscription(arn: string): Subscription | undefined;
}

/** Undefined where the text is no JSON. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The addresses of `10.0.0.0/24`, or the one that it is; throws where it is none. */
export function addressesIn(range: string): BlockList {
  const [address = '', bits] = range.split('/');
  const list = new BlockList();
  if (bits === undefined) list.addAddress(address, family(address));
  else list.addSubnet(address, Number(bits === '' ? Number.NaN : bits), family(address));
  return list;
}

const isThere = (value: unknown) => value !== undefined && value !== null && value !== '';

const ownRules: Rules = {
  exists: (rule) => (value) => isThere(value) === rule,
  cidr: (rule) => {
    const addresses = addressesIn(String(rule));
    return (value) =>
      typeof value === 'string' && isIP(value) > 0 && addresses.check(value, family(value));
  },
};

/** Binary ones are not looked at. */
function valuesOf(attributes: MessageAttributes): Record<string, unknown> {
  const texts = Object.entries(attributes).filter(([, { DataType }]) => !/^Binary/.test(DataType));
  return Object.fromEntries(
    texts.map(([name, { DataType, StringValue }]) => {
      if (DataType === 'String.Array') return [name, parsed(StringValue)];
      return [name, /^Number/.test(DataType) ? Number(StringValue) : StringValue];
    }),
  );
}

const compiled = new Map<string, Filter>();

function filterOf(policy: string): Filter {
  const found = compiled.get(policy) ?? compileFilter(JSON.parse(policy), ownRules);
  compiled.set(policy, found);
  return found;
}

const isObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where nothing is looked at, not even `{ "exists": false }` is true. */
export function wants({ attributes }: Subscription, message: Message): boolean {
  const { FilterPolicy: policy, FilterPolicyScope: scope } = attributes;
  if (!policy || policy === '{}') return true;
  const looked =
    scope === 'MessageBody' ? parsed(message.body) : valuesOf(message.messageAttributes);
  return isObject(looked) && Object.keys(looked as object).length > 0 && filterOf(policy)(looked);
}

const mostRawAttributes = 10;

/**
 * With raw delivery a message is one of SQS, which has no more attributes: SNS drops another one
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html).
 */
const isTooMuch = ({ attributes }: Subscription, { messageAttributes }: Message): boolean =>
  attributes.RawMessageDelivery === 'true' &&
  Object.keys(messageAttributes).length > mostRawAttributes;

/**
 * The store as a publish of fauxqs may see it, whose own filter compares texts: its spy is told of each message just
 * before it asks for the subscriptions, and is shown those that want it, without their policies.
 */
function wantedOnly(sns: Subscriptions): Subscriptions {
  let handedOut: Message | undefined;
  return Object.assign(Object.create(sns), {
    spy: {
      addMessage: (message: Message) => {
        handedOut = message;
      },
    },
    getSubscription: (arn: string) => {
      const subscription = sns.getSubscription(arn);
      if (!subscription || !handedOut || !wants(subscription, handedOut)) return undefined;
      if (isTooMuch(subscription, handedOut)) return undefined;
      const { FilterPolicy: _, ...attributes } = subscription.attributes;
      return { ...subscription, attributes };
    },
  });
}

interface Delivery {
  readonly delayUntil?: number;
}

interface Target {
  readonly attributes: Readonly<Record<string, string | undefined>>;
  enqueue(message: Delivery): void;
  nextSequenceNumber(): string;
}

interface Targets {
  getQueueByArn(arn: string): Target | undefined;
}

/** A queue that delays what it is sent delays what a topic sends it as well, which fauxqs does not. */
function delaying(sqs: Targets): Targets {
  return Object.assign(Object.create(sqs), {
    getQueueByArn: (arn: string) => {
      const queue = sqs.getQueueByArn(arn);
      const seconds = Number(queue?.attributes.DelaySeconds ?? 0);
      if (!queue || seconds === 0) return queue;
      return Object.assign(Object.create(queue), {
        nextSequenceNumber: () => queue.nextSequenceNumber(),
        enqueue: (message: Delivery) =>
          queue.enqueue({ ...message, delayUntil: Date.now() + seconds * 1000 }),
      });
    },
  });
}

type Publish = (form: unknown, sns: Subscriptions, sqs: Targets) => unknown;

interface Actions {
  readonly handlers: ReadonlyMap<string, unknown>;
  register(action: string, handler: Publish): void;
}

/** Has the actions that publish look at policies, and at the delays of queues, by the rules of SNS. */
export function filterByType(actions: Actions, sns: Subscriptions): void {
  for (const name of ['Publish', 'PublishBatch']) {
    const publish = actions.handlers.get(name) as Publish;
    actions.register(name, (form, _, sqs) => publish(form, wantedOnly(sns), delaying(sqs)));
  }
}
