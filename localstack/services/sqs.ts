// SQS behind the edge: the role is checked on the queue, fauxqs does the work.
import { arnOf, queueNameOf } from '../arn.ts';
import type { AwsCloud } from '../aws-cloud.ts';
import {
  type AwsRequest,
  type AwsResponse,
  denied,
  input,
  json,
  type Service,
} from '../edge-protocol.ts';
import type { RouterAnswer } from '../messaging.ts';
import { waitForMessage, wakeWaiters } from '../pollers/wait.ts';

interface Request {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly WaitTimeSeconds?: number;
}

const urlActions = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

export const queueUrl = (name: string, cloud: AwsCloud): string =>
  `http://127.0.0.1:${cloud.endpoints.aws}/${cloud.accountId}/${name}`;

const isEmpty = (answer: RouterAnswer) => answer.status === 200 && answer.body === '{}';

/**
 * Long polling here and not in fauxqs, which looks every 20 ms and would also give a message to a
 * consumer that has hung up: it would stay invisible until its visibility timeout.
 */
async function receive(cloud: AwsCloud, request: AwsRequest, body: Request): Promise<AwsResponse> {
  const { messaging } = cloud;
  const queue = messaging.queue(body.QueueUrl ?? '');
  const seconds = body.WaitTimeSeconds ?? queue?.attributes.ReceiveMessageWaitTimeSeconds ?? 0;
  const until = Date.now() + Number(seconds) * 1000;
  const headers = { ...request.headers, 'x-amz-target': 'AmazonSQS.ReceiveMessage' };
  let gone = false;
  const stopListening = request.onHangUp(() => {
    gone = true;
  });
  try {
    for (;;) {
      const answer = await messaging.callSqs({ headers, body: { ...body, WaitTimeSeconds: 0 } });
      if (!queue || !isEmpty(answer) || Date.now() >= until) return answer;
      await waitForMessage(queue, until, request.onHangUp);
      if (gone) return json({});
    }
  } finally {
    stopListening();
  }
}

export function sqsService(cloud: AwsCloud): Service {
  const { access, messaging } = cloud;
  const host = `127.0.0.1:${cloud.endpoints.aws}`;

  function check(request: AwsRequest, body: Request): void {
    if (!access.isRole(request.accessKeyId)) return;
    const name = body.QueueUrl ? queueNameOf(body.QueueUrl) : (body.QueueName ?? '*');
    // A batch is allowed by the permission of its single operation.
    const permission = `sqs:${request.action.replace(/Batch$/, '')}`;
    const reason = access.check(request.accessKeyId, permission, arnOf('sqs', name, cloud));
    if (reason !== undefined) throw denied('sqs', reason);
  }

  return async (request) => {
    const body = input<Request>(request);
    const { action } = request;
    check(request, body);
    if (action === 'ReceiveMessage') return await receive(cloud, request, body);
    const headers = { ...request.headers, host, 'x-amz-target': `AmazonSQS.${action}` };
    const answer = await messaging.callSqs({ headers, body });
    const queue = action.startsWith('SendMessage')
      ? messaging.queue(body.QueueUrl ?? '')
      : undefined;
    // A delayed message wakes nobody by itself, and its time may come before theirs.
    if (queue && queue.delayedMessages.length > 0) wakeWaiters(queue);
    if (!urlActions.has(action)) return answer;
    // A queue of an earlier start may have been made under another port.
    const own = `http://${host}/000000000000/`;
    return { ...answer, body: answer.body.replace(/http:\/\/[^/"]+\/000000000000\//g, own) };
  };
}
