// SQS behind the edge: the role is checked on the queue, fauxqs does the work.
import { type Account, arnOf, queueNameOf } from '../cloud/arn.ts';
import type { Access, Endpoints } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  denied,
  errorResponse,
  input,
  json,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { deadLetterOperations } from './dead-letters.ts';
import type { Messaging, RouterAnswer } from './messaging.ts';
import { checkSqs, createPurges, headerOf, type SqsRequest, withErrorCode } from './sqs-rules.ts';
import { delayedIn, waitForMessage, wakeWaiters } from './wait.ts';

interface Request extends SqsRequest {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly SourceArn?: string;
}

const urlActions = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

export interface SqsNeeds {
  readonly account: Account;
  readonly endpoints: Pick<Endpoints, 'aws'>;
  readonly access: Pick<Access, 'check' | 'isRole'>;
  readonly messaging: Messaging;
}

/** As every queue of the account is named. */
export const queueUrls =
  (account: Account, endpoints: Pick<Endpoints, 'aws'>) =>
  (name: string): string =>
    `http://127.0.0.1:${endpoints.aws}/${account.accountId}/${name}`;

const isEmpty = (answer: RouterAnswer) => answer.status === 200 && answer.body === '{}';

/**
 * Long polling here and not in fauxqs, which looks every 20 ms and would also give a message to a
 * consumer that has hung up: it would stay invisible until its visibility timeout.
 */
async function receive(
  messaging: Messaging,
  request: AwsRequest,
  body: Request,
): Promise<AwsResponse> {
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

/** What fauxqs does not refuse or does not have; undefined where the call is its. */
function ownAnswers(messaging: Messaging, urlOf: (name: string) => string) {
  const purges = createPurges();
  const deadLetters = deadLetterOperations(messaging, urlOf);
  return (action: string, body: Request): AwsResponse | undefined => {
    try {
      checkSqs(action, body);
      if (action === 'PurgeQueue') purges.check(queueNameOf(body.QueueUrl ?? ''), Date.now());
      const operation = Object.hasOwn(deadLetters, action) ? deadLetters[action] : undefined;
      return operation && json(operation(body));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ...errorResponse('json', error), headers: headerOf(error) };
    }
  };
}

export function sqsService({ account, endpoints, access, messaging }: SqsNeeds): Service {
  const host = `127.0.0.1:${endpoints.aws}`;
  const answerHere = ownAnswers(messaging, queueUrls(account, endpoints));

  function check(request: AwsRequest, body: Request): void {
    if (!access.isRole(request.accessKeyId)) return;
    const named = body.QueueUrl ?? body.SourceArn;
    const name = named ? queueNameOf(named) : (body.QueueName ?? '*');
    // A batch is allowed by the permission of its single operation.
    const permission = `sqs:${request.action.replace(/Batch$/, '')}`;
    const reason = access.check(request.accessKeyId, permission, arnOf('sqs', name, account));
    if (reason !== undefined) throw denied('sqs', reason);
  }

  return async (request) => {
    const body = input<Request>(request);
    const { action } = request;
    check(request, body);
    const answered = answerHere(action, body);
    if (answered) return answered;
    if (action === 'ReceiveMessage') return await receive(messaging, request, body);
    const headers = { ...request.headers, host, 'x-amz-target': `AmazonSQS.${action}` };
    const answer = withErrorCode(await messaging.callSqs({ headers, body }));
    const queue = action.startsWith('SendMessage')
      ? messaging.queue(body.QueueUrl ?? '')
      : undefined;
    // A delayed message wakes nobody by itself, and its time may come before theirs.
    if (queue && delayedIn(queue).length > 0) wakeWaiters(queue);
    if (!urlActions.has(action)) return answer;
    // A queue of an earlier start may have been made under another port.
    const own = `http://${host}/000000000000/`;
    return { ...answer, body: answer.body.replace(/http:\/\/[^/"]+\/000000000000\//g, own) };
  };
}
