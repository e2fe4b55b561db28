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
import { headerOf, withErrorCode } from './rules/error-names.ts';
import { createHandles, type HandleEntry } from './rules/receipt-handles.ts';
import { checkSqs, createPurges, type SqsRequest } from './sqs-rules.ts';
import { waitForMessage } from './wait.ts';

interface Request extends SqsRequest {
  readonly SourceArn?: string;
  readonly ReceiptHandle?: string;
  readonly Entries?: SqsRequest['Entries'] & readonly HandleEntry[];
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
): Promise<RouterAnswer> {
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
      if (!queue || !isEmpty(answer) || Date.now() >= until) return withErrorCode(answer);
      await waitForMessage(queue, until, request.onHangUp);
      if (gone) return { ...json({}), headers: {}, body: '{}' };
    }
  } finally {
    stopListening();
  }
}

/** The error that a rule throws, as fauxqs would answer it. */
async function answered(run: () => Promise<AwsResponse>): Promise<AwsResponse> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ...errorResponse('json', error), headers: headerOf(error) };
  }
}

/** What fauxqs does not have; undefined where the call is its. */
function ownOperations(messaging: Messaging, urlOf: (name: string) => string) {
  const deadLetters = deadLetterOperations(messaging, urlOf);
  return (action: string, body: Request): AwsResponse | undefined => {
    const operation = Object.hasOwn(deadLetters, action) ? deadLetters[action] : undefined;
    if (operation) return json(operation(body));
    // Who names no attribute is given none.
    const asksForNone = action === 'GetQueueAttributes' && !body.AttributeNames?.length;
    return asksForNone && messaging.queue(body.QueueUrl ?? '') ? json({}) : undefined;
  };
}

export function sqsService({ account, endpoints, access, messaging }: SqsNeeds): Service {
  const host = `127.0.0.1:${endpoints.aws}`;
  const handles = createHandles();
  const purges = createPurges();
  const own = ownOperations(messaging, queueUrls(account, endpoints));
  const queueOf = (urlOrArn: string) => {
    const queue = messaging.queue(urlOrArn);
    return queue && { isFifo: queue.name.endsWith('.fifo') };
  };

  function check(request: AwsRequest, body: Request): void {
    if (!access.isRole(request.accessKeyId)) return;
    const named = body.QueueUrl ?? body.SourceArn;
    const name = named ? queueNameOf(named) : (body.QueueName ?? '*');
    // A batch is allowed by the permission of its single operation.
    const permission = `sqs:${request.action.replace(/Batch$/, '')}`;
    const reason = access.check(request.accessKeyId, permission, arnOf('sqs', name, account));
    if (reason !== undefined) throw denied('sqs', reason);
  }

  /** By fauxqs, after the rules. */
  async function forward(request: AwsRequest, body: Request): Promise<RouterAnswer> {
    const { action } = request;
    if (action === 'ReceiveMessage') return await receive(messaging, request, body);
    const headers = { ...request.headers, host, 'x-amz-target': `AmazonSQS.${action}` };
    const call = async (input: Request) =>
      withErrorCode(await messaging.callSqs({ headers, body: input }));
    if (!queueOf(body.QueueUrl ?? '')) return await call(body);
    return await handles.around(action, body, call);
  }

  async function answer(request: AwsRequest, body: Request): Promise<AwsResponse> {
    const { action } = request;
    checkSqs(action, body, queueOf);
    if (action === 'PurgeQueue') purges.check(queueNameOf(body.QueueUrl ?? ''), Date.now());
    const found = own(action, body) ?? (await forward(request, body));
    if (!urlActions.has(action)) return found;
    // A queue of an earlier start may have been made under another port.
    const urls = `http://${host}/000000000000/`;
    const text = found.body.toString().replace(/http:\/\/[^/"]+\/000000000000\//g, urls);
    return { ...found, body: text };
  }

  return async (request) => {
    if (String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
      throw new AwsError(
        'InvalidAction',
        'the query protocol of SQS is not part of the embedded cloud: SDKs since November 2023 speak JSON',
      );
    }
    const body = input<Request>(request);
    check(request, body);
    return await answered(() => answer(request, body));
  };
}
