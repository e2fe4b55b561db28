// The functions of the system that runs, asked as any client would.
import { setTimeout as sleep } from 'node:timers/promises';
import { apiUrl, awsUrl } from '../../cli/client.ts';
import type { Running } from '../../cli/running.ts';
import type { Target } from './target.ts';

/** Any access key but those of the services is the administrator of the embedded account. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=tandem/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

export function runningCopy(running: Running): Target {
  const functions = `${awsUrl(running)}/2015-03-31/functions`;
  return {
    apiUrl: apiUrl(running),
    async names() {
      const response = await fetch(functions, { headers: { authorization } });
      const { Functions } = (await response.json()) as { Functions: { FunctionName: string }[] };
      return Functions.map(({ FunctionName }) => FunctionName);
    },
    async invoke(name, body) {
      const ask = () =>
        fetch(`${functions}/${name}/invocations`, {
          method: 'POST',
          headers: { authorization, 'x-amz-log-type': 'Tail' },
          body,
        });
      let response = await ask();
      for (const deadline = Date.now() + busyMs; response.status === 429; response = await ask()) {
        if (Date.now() > deadline) break;
        await response.arrayBuffer();
        await sleep(100);
      }
      const tail = response.headers.get('x-amz-log-result') ?? '';
      return {
        payload: await response.text(),
        failed: !response.ok || response.headers.has('x-amz-function-error'),
        report: Buffer.from(tail, 'base64').toString(),
      };
    },
  };
}

/** As long as all its reserved environments are busy it is asked again, as an SDK does. */
const busyMs = 60_000;
