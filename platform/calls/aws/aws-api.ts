// Services of AWS by the commands of the SDK: where each goes and how it is said; an error is one of the SDK's classes.
import { TypeRegistry } from '@smithy/core/schema';
import { optional, readConfig, text, url } from '../../kernel/config.ts';
import type { SdkAnswer } from '../../kernel/lean-handler.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';

/** A command of the SDK, with what its types leave out: `[9, namespace, operation, …]`. */
export interface Command {
  readonly input: object;
  readonly schema: readonly [number, namespace: string, operation: string, ...unknown[]];
}

interface Api {
  /** Of the signature and the host. */
  readonly service: string;
  readonly protocol: Protocol;
  readonly endpoint: string | undefined;
}

export interface Apis {
  readonly region: string;
  /** By the namespace of a command. */
  readonly apis: Readonly<Record<string, Api>>;
}

/** Region and endpoints of the environment. Throws where there is no region. */
export const readApis = (): Apis => {
  const config = readConfig({
    AWS_REGION: text,
    AWS_ENDPOINT_URL: optional(url),
    AWS_ENDPOINT_URL_DYNAMODB: optional(url),
    AWS_ENDPOINT_URL_SQS: optional(url),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: optional(url),
    AWS_ENDPOINT_URL_SNS: optional(url),
  });
  const { AWS_ENDPOINT_URL: all } = config;
  return {
    region: config.AWS_REGION,
    apis: {
      'com.amazonaws.dynamodb': {
        service: 'dynamodb',
        protocol: jsonProtocol('DynamoDB_20120810', '1.0'),
        endpoint: config.AWS_ENDPOINT_URL_DYNAMODB ?? all,
      },
      'com.amazonaws.sqs': {
        service: 'sqs',
        protocol: jsonProtocol('AmazonSQS', '1.0'),
        endpoint: config.AWS_ENDPOINT_URL_SQS ?? all,
      },
      'com.amazonaws.secretsmanager': {
        service: 'secretsmanager',
        protocol: jsonProtocol('secretsmanager', '1.1'),
        endpoint: config.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? all,
      },
      'com.amazonaws.sns': {
        service: 'sns',
        protocol: queryProtocol('2010-03-31'),
        endpoint: config.AWS_ENDPOINT_URL_SNS ?? all,
      },
    },
  };
};

/** All of a request but its signature; the same for each try. */
export interface Unsigned {
  readonly to: URL;
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const apiOf = ({ schema: [, namespace] }: Command, { apis }: Apis): Api => {
  const api = apis[namespace];
  if (api === undefined) throw new Error(`no command of ${namespace} goes this way`);
  return api;
};

export const requestOf = (command: Command, apis: Apis): Unsigned => {
  const { service, protocol, endpoint } = apiOf(command, apis);
  const { region } = apis;
  const {
    input,
    schema: [, , operation],
  } = command;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const to = new URL(endpoint ?? `https://${service}.${region}.${suffix}`);
  const headers = { host: to.host, ...protocol.headers(operation) };
  return { to, service, headers, body: protocol.body(operation, input) };
};

const textOf = ({ body: { buffer, byteOffset, byteLength } }: SdkAnswer): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

const metadataOf = ({ statusCode, headers }: SdkAnswer) => ({
  httpStatusCode: statusCode,
  requestId: headers['x-amzn-requestid'],
});

/** Throws where the answer is not what the service would say. */
export const outputOf = (command: Command, apis: Apis, answer: SdkAnswer): object => ({
  ...apiOf(command, apis).protocol.output(command.schema[2], textOf(answer)),
  $metadata: metadataOf(answer),
});

type ErrorSchema = Parameters<TypeRegistry['getErrorCtor']>[0];

/** An error as the SDK knows it: `[-3, namespace, name, { awsQueryError: [code, status] }, …]`. */
const isOf = (code: string) => (schema: unknown) =>
  Array.isArray(schema) &&
  schema[0] === -3 &&
  (schema[2] === code || schema[3]?.awsQueryError?.[0] === code);

/** What the SDK has made for an error with this code, or for all others of a service. */
const classOf = (namespace: string, code: string) => {
  const known = TypeRegistry.for(namespace);
  const others = TypeRegistry.for(`smithy.ts.sdk.synthetic.${namespace}`);
  const schema = known.find(isOf(code)) as readonly [number, string, string] | undefined;
  const ErrorClass = known.getErrorCtor((schema ?? others.getBaseException()) as ErrorSchema);
  return { name: schema?.[2] ?? code, ErrorClass };
};

export interface AwsError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: true };
  readonly cause?: Error;
}

export const errorOf = (command: Command, apis: Apis, answer: SdkAnswer): AwsError => {
  const { code, message, members } = apiOf(command, apis).protocol.failure(textOf(answer));
  const $metadata = metadataOf(answer);
  const $fault = answer.statusCode >= 500 ? 'server' : 'client';
  const { name, ErrorClass } = classOf(command.schema[1], code || `HTTP ${answer.statusCode}`);
  return Object.assign(new ErrorClass({ name, message, $fault, $metadata }), { name }, members);
};
