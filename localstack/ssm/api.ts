// SSM Parameter Store behind the edge.

import type { Account } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import { type ChangeRequest, deleteParameter, deleteParameters, putParameter } from './changes.ts';
import type { ParameterStore } from './parameters.ts';
import { parameterArn, type ReadRequest, readsOf } from './reads.ts';

type Request = ReadRequest & ChangeRequest;

export interface SsmNeeds {
  readonly account: Account;
  readonly access: Pick<Access, 'check'>;
  readonly parameters: ParameterStore;
}

export function ssmService({ account, access, parameters }: SsmNeeds): Service {
  const reads = readsOf(parameters, account);
  const operations: Readonly<Record<string, (request: Request) => object>> = {
    GetParameter: reads.getParameter,
    GetParameters: reads.getParameters,
    GetParametersByPath: reads.getParametersByPath,
    DescribeParameters: reads.describeParameters,
    GetParameterHistory: reads.getParameterHistory,
    PutParameter: (request) => putParameter(request, parameters),
    DeleteParameter: (request) => deleteParameter(request, parameters),
    DeleteParameters: (request) => deleteParameters(request, parameters),
  };

  /** What a call is about, for the role's policies. */
  function resourcesOf(action: string, body: Request): string[] {
    if (action === 'DescribeParameters') return ['*'];
    const names = body.Names ?? [body.Name ?? body.Path ?? ''];
    return names.map((name) => parameterArn(name, account));
  }

  return ({ action, accessKeyId, ...request }) => {
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `ssm ${action} is not part of the embedded cloud`,
      );
    }
    const body = input<Request>(request);
    for (const resource of resourcesOf(action, body)) {
      const reason = access.check(accessKeyId, `ssm:${action}`, resource);
      if (reason !== undefined) throw denied('ssm', reason);
    }
    return json(operation(body));
  };
}
