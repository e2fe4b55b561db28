// The process of an environment: what is in its variables, and where its lines go.
import type { Access, Ground } from '../../cloud/cloud.ts';
import type { FunctionConfig } from '../config.ts';
import { type Environment, startEnvironment } from './environment.ts';
import { logGroupOf } from './report.ts';
import type { RuntimeApi } from './runtime-api.ts';

export type Host = Pick<
  Ground,
  'accountId' | 'childEnvironment' | 'log' | 'processes' | 'region' | 'track' | 'untrack'
>;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function variablesOf(
  config: FunctionConfig,
  host: Host,
  access: Pick<Access, 'credentialsFor'>,
): Record<string, string> {
  const credentials = access.credentialsFor(config.roleArn, config.name);
  return {
    ...host.childEnvironment,
    ...config.environment,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(config),
    AWS_LAMBDA_LOG_STREAM_NAME: 'embedded',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: host.region,
    AWS_DEFAULT_REGION: host.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: config.codePath,
    _HANDLER: config.handler,
    TZ: ':UTC',
  };
}

/** Starts environments as processes that the cloud knows of. */
export const processStarter =
  (host: Host, access: Pick<Access, 'credentialsFor'>, api: RuntimeApi) =>
  (config: FunctionConfig): Environment => {
    const environment = startEnvironment({
      config,
      api,
      variables: variablesOf(config, host, access),
      log: (line) => host.log.line(config.service, line, logGroupOf(config)),
    });
    host.track({ name: config.name, kind: 'function', pid: environment.pid });
    environment.gone.then(() => host.untrack(environment.pid)).catch(() => undefined);
    return environment;
  };
