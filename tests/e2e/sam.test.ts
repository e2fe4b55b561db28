// Every function by the SAM CLI in a container: the same answers as by `npm run invoke`, where Docker and SAM can be had.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { fill } from '../../localstack/commands/invoke/event.ts';
import { apiUrl } from '../support/cloud.ts';
import {
  type SamCommand,
  startSam,
  whenNotBusy,
  whyNoSam,
  withoutWhatPasses,
} from '../support/sam.ts';

const port = new URL(apiUrl).port;
const why = whyNoSam();
/** A container is made for each event, beside all the other tests. */
const patienceMs = 300_000;

it.each([
  [[], 'which function?'],
  [['auth', 'x'], 'what is x?'],
  [['auth', '--image', '--privileged'], '--image'],
  [['auth', '--image=--privileged'], '--image must be "local" or the name of an image'],
  [['auth', '--timeout', '0'], '--timeout must be whole seconds up to 900, not 0'],
  [['auth', '--timeout', '1e9'], '--timeout must be whole seconds up to 900'],
  [['auth', '--lambda-port', '3001'], '--lambda-port is for start-lambda'],
  [['start-lambda', '--lambda-port', '99999'], '--lambda-port must be a port'],
  [['start-lambda', '--event', 'x.json'], 'start-lambda takes no --event'],
  [['auth', '--event', '/nowhere.json'], '/nowhere.json cannot be read'],
  [['auth', '--evnt', 'x'], 'did you mean --event?'],
])('%j is refused in a line', async (args, message) => {
  const { ended, errors, output } = await startSam(args);
  expect(await ended).toBe(2);
  expect(errors()).toContain(message);
  expect(output()).toBe('');
});

it('tells how it is used', async () => {
  const { ended, output } = await startSam(['--help']);
  expect(await ended).toBe(0);
  expect(output()).toContain('start-lambda serves all functions');
});

describe.skipIf(why)(`in containers${why ? ` (not tried: ${why})` : ''}`, () => {
  const typed = (name: string) => name.replace(/-([a-z]+)$/, '/$1');
  const names = readdirSync('tests/events').map((file) => file.replace(/\.json$/, ''));
  let served: SamCommand;
  let client: LambdaClient;
  beforeAll(async () => {
    const lambdaPort = await freePort();
    const flags = ['--image', 'local', '--timeout', '300', '--port', port];
    served = await startSam(
      ['start-lambda', '--lambda-port', `${lambdaPort}`, ...flags],
      /Running on http/,
    );
    client = new LambdaClient({
      endpoint: `http://127.0.0.1:${lambdaPort}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  }, patienceMs);
  afterAll(async () => {
    client.destroy();
    // A clean end: what was open for containers is closed with it.
    expect(await served.stop()).toBe(130);
    const [, door = ''] = /^(http:\S+) leads containers to port/m.exec(served.errors()) ?? [];
    await expect(fetch(door)).rejects.toThrow('fetch failed');
  });

  const bySam = async (name: string) => {
    const text = readFileSync(join('tests/events', `${name}.json`), 'utf8');
    const { Payload } = await client.send(
      new InvokeCommand({
        FunctionName: `tandem-dev-${name}`,
        Payload: await fill(text, apiUrl),
      }),
    );
    return JSON.parse(Payload?.transformToString() ?? 'null') as unknown;
  };

  const byInvoke = (name: string): Promise<unknown> =>
    new Promise((resolve) => {
      const args = ['localstack/cli.ts', 'invoke', typed(name), '--port', port];
      execFile(process.execPath, args, (_error, stdout) => resolve(JSON.parse(stdout)));
    });

  it.each(names)(
    '%s answers as by invoke',
    async (name) => {
      const wanted = await whenNotBusy(() => byInvoke(name));
      const answer = await whenNotBusy(() => bySam(name));
      expect(withoutWhatPasses(answer)).toEqual(withoutWhatPasses(wanted));
    },
    patienceMs,
  );

  it('an image that is not there is told, and is no failure of the function', async () => {
    const args = ['docs', '--image', 'tandem.invalid/nothing', '--port', port];
    const { ended, output, errors } = await startSam(args);
    expect({ code: await ended, output: output() }).toEqual({ code: 2, output: '' });
    expect(errors()).toContain('SAM has run nothing; why is above');
  });

  it(
    'one alone prints its answer, and its log beside it',
    async () => {
      const { ended, output, errors } = await startSam([
        'docs',
        '--image',
        'local',
        '--timeout',
        '300',
        '--port',
        port,
      ]);
      expect({ code: await ended, answer: JSON.parse(output()) }).toMatchObject({
        code: 0,
        answer: { statusCode: 200 },
      });
      expect(errors()).toContain('REPORT RequestId');
    },
    patienceMs,
  );
});
