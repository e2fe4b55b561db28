// SQS behind the edge: the role is checked on the queue, fauxqs does the work.
import { arnOf, queueNameOf } from '../arn.ts';
import type { AwsCloud } from '../aws-cloud.ts';
import { denied, input, type Service } from '../edge-protocol.ts';

interface Request {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
}

const urlActions = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

export const queueUrl = (name: string, cloud: AwsCloud): string =>
  `http://127.0.0.1:${cloud.endpoints.aws}/${cloud.accountId}/${name}`;

export function sqsService(cloud: AwsCloud): Service {
  const { access, messaging } = cloud;
  const host = `127.0.0.1:${cloud.endpoints.aws}`;

  return async (request) => {
    const body = input<Request>(request);
    const { action } = request;
    if (access.isRole(request.accessKeyId)) {
      const name = body.QueueUrl ? queueNameOf(body.QueueUrl) : (body.QueueName ?? '*');
      // A batch is allowed by the permission of its single operation.
      const permission = `sqs:${action.replace(/Batch$/, '')}`;
      const reason = access.check(request.accessKeyId, permission, arnOf('sqs', name, cloud));
      if (reason !== undefined) throw denied('sqs', reason);
    }
    const headers = { ...request.headers, host, 'x-amz-target': `AmazonSQS.${action}` };
    const answer = await messaging.callSqs({ headers, body });
    // A queue of an earlier start may have been made under another port.
    const output = urlActions.has(action)
      ? answer.body.replace(/http:\/\/[^/"]+\/000000000000\//g, `http://${host}/000000000000/`)
      : answer.body;
    return { ...answer, body: output };
  };
}
