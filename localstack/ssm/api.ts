// SSM Parameter Store behind the edge.

import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { type ChangeRequest, deleteParameter, deleteParameters, putParameter } from './changes.ts';
import { parameterArn, type ReadRequest, readsOf } from './reads.ts';

type Request = ReadRequest & ChangeRequest;

export function ssmService(cloud: AwsCloud): Service {
  const { parameters } = cloud;
  const reads = readsOf(parameters, cloud);
  const operations: Readonly<Record<string, (request: Request) => object>> = {
    GetParameter: reads.getParameter,
    GetParameters: reads.getParameters,
    GetParametersByPath: reads.getParametersByPath,
    DescribeParameters: reads.describeParameters,
    PutParameter: (request) => putParameter(request, parameters),
    DeleteParameter: (request) => deleteParameter(request, parameters),
    DeleteParameters: (request) => deleteParameters(request, parameters),
  };

  /** What a call is about, for the role's policies. */
  function resourcesOf(action: string, body: Request): string[] {
    if (action === 'DescribeParameters') return ['*'];
    const names = body.Names ?? [body.Name ?? body.Path ?? ''];
    return names.map((name) => parameterArn(name, cloud));
  }

  return ({ action, accessKeyId, ...request }) => {
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `ssm ${action} is not part of the embedded cloud`,
      );
    }
    const body = input<Request>({ action, accessKeyId, ...request });
    for (const resource of resourcesOf(action, body)) {
      const reason = cloud.access.check(accessKeyId, `ssm:${action}`, resource);
      if (reason !== undefined) throw denied('ssm', reason);
    }
    return json(operation(body));
  };
}
