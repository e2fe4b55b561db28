// Counts what each call at the edge uses.

import {
  type AwsRequest,
  type AwsResponse,
  input,
  type Service,
} from '../../cloud/protocol/edge-protocol.ts';
import type { Traffic } from '../../cloud/traffic.ts';
import { type Resource, traceOfHeader, tracesIn, type Usage } from '../../cloud/usage.ts';
import { unitsIn, writes } from '../../dynamodb/units.ts';
import type { Messaging } from '../../messaging/messaging.ts';

const textOf = ({ body }: { readonly body: Buffer | string }) =>
  typeof body === 'string' ? body : body.toString();

const others: Readonly<Record<string, Resource>> = {
  ses: 'mails',
  secretsmanager: 'secret requests',
};

const targets: Readonly<Record<string, readonly [kind: string, pattern: RegExp]>> = {
  dynamodb: ['table', /"(?:TableName|RequestItems)":\{?"([^"]+)"/],
  sqs: ['queue', /"QueueUrl":"[^"]*\/([^"/]+)"/],
  sns: ['topic', /TopicArn=[^&]*%3A([^&%]+)/],
};

/** Names stand at the beginning of what the SDK sends. */
const headBytes = 400;

function targetOf(service: string, { action, body }: AwsRequest): string | undefined {
  const [kind, pattern] = targets[service] ?? [];
  // A look into a queue, and what follows from it, is no traffic of its own.
  if (pattern === undefined || /^(?:Receive|Delete|Change)Message/.test(action)) return undefined;
  const name = pattern.exec(body.toString('latin1', 0, headBytes))?.[1];
  return name === undefined ? undefined : `${kind}:${name}`;
}

interface Deletes {
  readonly QueueUrl?: string;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly { readonly ReceiptHandle?: string }[];
}

/** In whose name messages are deleted: that of the messages. */
function ownersOf(messaging: Messaging, request: AwsRequest): string[] {
  const { QueueUrl = '', ReceiptHandle, Entries = [{ ReceiptHandle }] } = input<Deletes>(request);
  const queue = messaging.queue(QueueUrl);
  return Entries.flatMap(({ ReceiptHandle: handle = '' }) =>
    tracesIn(queue?.inflightMessages.get(handle)?.message.body ?? ''),
  );
}

export interface MeterParts {
  readonly traffic: Traffic;
  /** Of whom an access key is, as the map names it. */
  readonly partOf: (accessKeyId: string) => string;
  readonly usage: Usage;
  readonly messaging: Messaging;
  readonly isRole: (accessKeyId: string) => boolean;
}

/** The service, with each call by a role counted. */
export function metered(name: string, service: Service, parts: MeterParts): Service {
  const { usage, messaging, isRole, traffic, partOf } = parts;

  /** Before the call: afterwards nobody knows the messages any more. */
  const early = (request: AwsRequest): string[] => {
    const ofCaller = traceOfHeader(request.headers['x-amzn-trace-id']);
    if (name !== 'sqs' && name !== 'sns') return ofCaller;
    const isDelete = request.action.startsWith('DeleteMessage');
    // Messages know better than who carries them: a batch of the relay is in the name of many.
    const ofMessages = isDelete ? ownersOf(messaging, request) : tracesIn(textOf(request));
    return ofMessages.length > 0 ? ofMessages : ofCaller;
  };

  const count = (request: AwsRequest, answer: AwsResponse, traces: readonly string[]) => {
    const { action } = request;
    if (name === 'dynamodb') {
      const resource = writes.has(action) ? 'write units' : 'read units';
      usage.count(traces, resource, action, unitsIn(answer));
    } else if (name === 'sqs') {
      const received = action === 'ReceiveMessage' ? tracesIn(textOf(answer)) : traces;
      usage.count(received, 'queue requests', action);
    } else if (name === 'sns') {
      usage.count(traces, 'publishes', 'publish');
    } else usage.count(traces, others[name] ?? 'other calls', action || name);
  };

  return async (request) => {
    if (!isRole(request.accessKeyId)) return await service(request);
    const traces = early(request);
    const answer = await service(request);
    if (answer.status < 500) count(request, answer, traces);
    const target = targetOf(name, request);
    if (target !== undefined)
      traffic.passed(partOf(request.accessKeyId), target, answer.status >= 500);
    return answer;
  };
}
