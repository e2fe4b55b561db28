// Services of AWS that speak JSON: the input of a command is the body, the answer its output, an error one of the SDK's classes.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import { randomUUID } from 'node:crypto';
import { TypeRegistry } from '@smithy/core/schema';
import { optional, readConfig, text, url } from '../kernel/config.ts';
import type { SdkAnswer } from './lean-handler.ts';

/** A command of the SDK, with what its types leave out: `[9, namespace, operation, …]`. */
export interface Command {
  readonly input: object;
  readonly schema: readonly [number, namespace: string, operation: string, ...unknown[]];
}

interface Api {
  /** Of the signature and the host. */
  readonly service: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
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
  });
  const { AWS_ENDPOINT_URL: all } = config;
  return {
    region: config.AWS_REGION,
    apis: {
      'com.amazonaws.dynamodb': {
        service: 'dynamodb',
        target: 'DynamoDB_20120810',
        version: '1.0',
        endpoint: config.AWS_ENDPOINT_URL_DYNAMODB ?? all,
      },
      'com.amazonaws.sqs': {
        service: 'sqs',
        target: 'AmazonSQS',
        version: '1.0',
        endpoint: config.AWS_ENDPOINT_URL_SQS ?? all,
      },
      'com.amazonaws.secretsmanager': {
        service: 'secretsmanager',
        target: 'secretsmanager',
        version: '1.1',
        endpoint: config.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? all,
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

/** A transaction whose answer was lost is known by its token: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const bodyOf = ({ input, schema: [, , operation] }: Command): string =>
  JSON.stringify(
    operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input,
  );

export const requestOf = (command: Command, { region, apis }: Apis): Unsigned => {
  const [, namespace, operation] = command.schema;
  const api = apis[namespace];
  if (api === undefined) throw new Error(`${namespace} is not called by JSON`);
  const { service, target, version } = api;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const to = new URL(api.endpoint ?? `https://${service}.${region}.${suffix}`);
  const headers = {
    host: to.host,
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': `${target}.${operation}`,
  };
  return { to, service, headers, body: bodyOf(command) };
};

const textOf = ({ body: { buffer, byteOffset, byteLength } }: SdkAnswer): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

const metadataOf = ({ statusCode, headers }: SdkAnswer) => ({
  httpStatusCode: statusCode,
  requestId: headers['x-amzn-requestid'],
});

/** Throws `SyntaxError` where it is no JSON. */
export const outputOf = (answer: SdkAnswer): object => ({
  ...JSON.parse(textOf(answer) || '{}'),
  $metadata: metadataOf(answer),
});

type ErrorSchema = Parameters<TypeRegistry['getErrorCtor']>[0];

/** What the SDK has made for an error of this name, or for all others of a service. */
const classOf = (namespace: string, name: string) => {
  const known = TypeRegistry.for(namespace);
  const others = TypeRegistry.for(`smithy.ts.sdk.synthetic.${namespace}`);
  const schema = known.find((each) => Array.isArray(each) && each[2] === name);
  return known.getErrorCtor((schema ?? others.getBaseException()) as ErrorSchema);
};

/** What a proxy has written in place of the service need not be JSON. */
const membersOf = (body: string): Record<string, unknown> => {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
};

export interface AwsError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: true };
  readonly cause?: Error;
}

export const errorOf = ({ schema: [, namespace] }: Command, answer: SdkAnswer): AwsError => {
  const { Message = '', message = Message, ...members } = membersOf(textOf(answer));
  const $metadata = metadataOf(answer);
  const name =
    String(members.__type ?? '')
      .split('#')
      .at(-1) || `HTTP ${answer.statusCode}`;
  const $fault = answer.statusCode >= 500 ? 'server' : 'client';
  const ErrorClass = classOf(namespace, name);
  return Object.assign(new ErrorClass({ name, message, $fault, $metadata }), { name }, members);
};
