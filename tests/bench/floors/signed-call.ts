// The floor of an AWS call: a signed request over a kept connection, by node:http alone.
import { Agent, request } from 'node:http';
import { amzDateOf, authorizationOf } from '../../../platform/calls/aws/signature.ts';
import { asked, inputs } from '../aws-call.ts';
import { serveSlices } from '../slices.ts';

const credentials = {
  region: 'us-east-1',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};
const agent = new Agent({ keepAlive: true });
const url = new URL(asked.endpoint);

const call = (target: string, body: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      host: url.host,
      'x-amz-date': amzDateOf(new Date()),
      'x-amz-target': target,
    };
    const signing = { method: 'POST', path: '/', headers, body, service: 'dynamodb' };
    const authorization = authorizationOf(credentials, signing);
    const { hostname: host, port } = url;
    const sent = request(
      { agent, host, port, method: 'POST', path: '/', headers: { ...headers, authorization } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(answer));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

serveSlices(async () => {
  await call(`DynamoDB_20120810.${asked.operation}`, JSON.stringify(inputs[asked.operation]()));
});
