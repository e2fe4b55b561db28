// The few calls that this command makes to an emulator itself.

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

export interface Aws {
  readonly endpoint: string;
  readonly region: string;
  putParameter(name: string, value: string): Promise<void>;
  parameter(name: string): Promise<string>;
  send(queueUrl: string, body: string): Promise<void>;
  /** Mails from others are refused. */
  verifySender(address: string): Promise<void>;
  secret(name: string): Promise<{ arn: string; value: string }>;
  /** Throws what the function has thrown. */
  invoke(functionName: string, event: object): Promise<void>;
  close(): void;
}

/** What SDKs and the CDK's command line need to find the emulator; its credentials are not checked. */
export const environmentFor = ({ endpoint, region }: Pick<Aws, 'endpoint' | 'region'>) => ({
  AWS_ENDPOINT_URL: endpoint,
  // An address gives path style: names of buckets below localhost do not resolve everywhere.
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

export function createAws(endpoint: string, region: string): Aws {
  const lambda = new LambdaClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  /** The service is known by the scope of the signature, which no emulator checks here. */
  async function post(service: string, headers: object, body: string): Promise<string> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        ...headers,
        'x-amz-date': '20260101T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`);
    return text;
  }

  async function call<T>(service: string, target: string, input: object): Promise<T> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return JSON.parse(await post(service, headers, JSON.stringify(input))) as T;
  }

  return {
    endpoint,
    region,
    async putParameter(Name, Value) {
      const input = { Name, Value, Type: 'String', Overwrite: true };
      await call('ssm', 'AmazonSSM.PutParameter', input);
    },
    async parameter(Name) {
      const { Parameter } = await call<{ Parameter: { Value: string } }>(
        'ssm',
        'AmazonSSM.GetParameter',
        { Name },
      );
      return Parameter.Value;
    },
    async send(QueueUrl, MessageBody) {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
      };
      await post('sqs', headers, JSON.stringify({ QueueUrl, MessageBody }));
    },
    async verifySender(EmailAddress) {
      const form = { Action: 'VerifyEmailIdentity', Version: '2010-12-01', EmailAddress };
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      await post('ses', headers, new URLSearchParams(form).toString());
    },
    async secret(SecretId) {
      const { ARN, SecretString } = await call<{ ARN: string; SecretString: string }>(
        'secretsmanager',
        'secretsmanager.GetSecretValue',
        { SecretId },
      );
      return { arn: ARN, value: SecretString };
    },
    async invoke(FunctionName, event) {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      );
      if (FunctionError === undefined) return;
      throw new Error(`${FunctionName}: ${Buffer.from(Payload ?? []).toString()}`);
    },
    close: () => lambda.destroy(),
  };
}
