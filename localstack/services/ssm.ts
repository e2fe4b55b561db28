// SSM Parameter Store behind the edge.
import { arnOf } from '../arn.ts';
import type { AwsCloud } from '../aws-cloud.ts';
import { AwsError, denied, input, json, type Service } from '../edge-protocol.ts';

interface Request {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly Recursive?: boolean;
  readonly Value?: string;
  readonly Type?: string;
}

type Answer = (request: Request, cloud: AwsCloud) => unknown;

function parameter(name: string, cloud: AwsCloud) {
  const value = cloud.parameters.get(name);
  return value === undefined
    ? undefined
    : { Name: name, Value: value, Type: 'String', Version: 1, ARN: arnOfParameter(name, cloud) };
}

const arnOfParameter = (name: string, cloud: AwsCloud) =>
  arnOf('ssm', `parameter/${name.replace(/^\//, '')}`, cloud);

const operations: Readonly<Record<string, Answer>> = {
  GetParameter(request, cloud) {
    const found = parameter(request.Name ?? '', cloud);
    if (!found) throw new AwsError('ParameterNotFound', `there is no parameter ${request.Name}`);
    return { Parameter: found };
  },
  GetParameters(request, cloud) {
    const names = request.Names ?? [];
    return {
      Parameters: names.flatMap((name) => parameter(name, cloud) ?? []),
      InvalidParameters: names.filter((name) => cloud.parameters.get(name) === undefined),
    };
  },
  GetParametersByPath(request, cloud) {
    const prefix = `${(request.Path ?? '').replace(/\/$/, '')}/`;
    const names = cloud.parameters
      .entries()
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix))
      .filter((name) => request.Recursive || !name.slice(prefix.length).includes('/'));
    return { Parameters: names.flatMap((name) => parameter(name, cloud) ?? []) };
  },
  PutParameter(request, cloud) {
    cloud.parameters.put(request.Name ?? '', request.Value ?? '', request.Type);
    return { Version: 1, Tier: 'Standard' };
  },
};

export function ssmService(cloud: AwsCloud): Service {
  return (request) => {
    const operation = operations[request.action];
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `ssm ${request.action} is not part of the embedded cloud`,
      );
    }
    const body = input<Request>(request);
    const names = body.Names ?? [body.Name ?? body.Path ?? ''];
    for (const name of names) {
      const arn = arnOfParameter(name, cloud);
      const reason = cloud.access.check(request.accessKeyId, `ssm:${request.action}`, arn);
      if (reason !== undefined) throw denied('ssm', reason);
    }
    return json(operation(body, cloud));
  };
}
