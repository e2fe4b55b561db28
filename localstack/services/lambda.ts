// Lambda behind the edge: invoke, list and describe functions.
import type { AwsCloud } from '../aws-cloud.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  denied,
  type Service,
} from '../edge-protocol.ts';
import type { FunctionConfig } from '../lambda/config.ts';
import { report } from '../lambda.ts';

const functions = '/2015-03-31/functions';
const contentType = 'application/json';

function describe(config: FunctionConfig) {
  return {
    FunctionName: config.name,
    FunctionArn: config.arn,
    Runtime: 'nodejs24.x',
    Role: config.roleArn,
    Handler: config.handler,
    Timeout: config.timeoutSeconds,
    MemorySize: config.memoryMb,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Version: '$LATEST',
    Environment: { Variables: config.environment },
  };
}

function configOf(cloud: AwsCloud, id: string): FunctionConfig {
  try {
    return cloud.functions.config(id);
  } catch (error) {
    throw new AwsError('ResourceNotFoundException', (error as Error).message, 404);
  }
}

async function invoke(cloud: AwsCloud, request: AwsRequest, id: string): Promise<AwsResponse> {
  const payload = request.body.length > 0 ? request.body.toString() : '{}';
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204, contentType, body: '' };
  if (type === 'Event') {
    cloud.functions.invokeAsync(id, payload);
    return { status: 202, contentType, body: '' };
  }
  const result = await cloud.functions.invoke(id, payload).catch((error: Error) => {
    const status = error.name === 'TooManyRequestsException' ? 429 : 500;
    throw new AwsError(error.name, error.message, status);
  });
  const headers: Record<string, string> = {
    'x-amz-executed-version': '$LATEST',
    'x-amzn-requestid': result.report.requestId,
  };
  if (result.functionError) headers['x-amz-function-error'] = result.functionError;
  if (request.headers['x-amz-log-type'] === 'Tail') {
    const line = report(configOf(cloud, id), result);
    headers['x-amz-log-result'] = Buffer.from(line).toString('base64');
  }
  return { status: 200, contentType, body: result.payload, headers };
}

export function lambdaService(cloud: AwsCloud): Service {
  function check(request: AwsRequest, action: string, resource: string): void {
    const reason = cloud.access.check(request.accessKeyId, `lambda:${action}`, resource);
    if (reason !== undefined) throw denied('lambda', reason);
  }

  return (request) => {
    const path = decodeURIComponent(request.path).replace(/\/$/, '');
    if (request.method === 'GET' && path === functions) {
      check(request, 'ListFunctions', '*');
      const Functions = cloud.functions.list().map(({ name }) => describe(configOf(cloud, name)));
      return { status: 200, contentType, body: JSON.stringify({ Functions }) };
    }
    const [, named = '', rest = ''] =
      new RegExp(`^${functions}/([^/]+)(/invocations)?$`).exec(path) ?? [];
    if (named === '') {
      throw new AwsError(
        'UnknownOperationException',
        `lambda ${request.method} ${path} is not part of the embedded cloud`,
        404,
      );
    }
    const qualifier = request.query.get('Qualifier');
    const id = qualifier ? `${named}:${qualifier}` : named;
    const config = configOf(cloud, id);
    const alias = cloud.functions.aliasOf(id);
    const arn = alias === undefined ? config.arn : `${config.arn}:${alias}`;
    if (rest) {
      check(request, 'InvokeFunction', arn);
      return invoke(cloud, request, id);
    }
    check(request, 'GetFunction', arn);
    const body = JSON.stringify({
      Configuration: describe(config),
      Code: { RepositoryType: 'embedded', Location: `file://${config.codePath}` },
    });
    return { status: 200, contentType, body };
  };
}
