// The floor of a start: a bundle that signs one request for DynamoDB by hand and sends it, once and once more; it stays to be looked at.
import { amzDateOf, authorizationOf } from '../../../platform/calls/aws/signature.ts';

const { request } = process.getBuiltinModule('node:http');
const url = new URL(process.env.AWS_ENDPOINT_URL ?? '');
const credentials = { region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };
const body = JSON.stringify({
  TableName: process.env.TABLE_NAME,
  Key: { pk: { S: 'none' }, sk: { S: 'none' } },
});

const call = () =>
  new Promise<void>((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      host: url.host,
      'x-amz-date': amzDateOf(new Date()),
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    };
    const signing = { method: 'POST', path: '/', headers, body, service: 'dynamodb' };
    const authorization = authorizationOf(credentials, signing);
    const { hostname: host, port } = url;
    const sent = request(
      { host, port, method: 'POST', path: '/', headers: { ...headers, authorization } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(text));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

process.stdin.resume().on('end', () => process.exit(0));
await call();
process.stdout.write('answered\n');
process.stdin.once('data', () => void call().then(() => process.stdout.write('answered\n')));
