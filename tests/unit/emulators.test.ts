// What is read from emulators and their tools: profiles by health, deployments, environments, mails.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { deployedFrom } from '../../localstack/emulators/assembly/deploy.ts';
import { findProfile } from '../../localstack/emulators/assembly/find-profile.ts';
import { profiles } from '../../localstack/emulators/assembly/profiles.ts';
import { startBalancer } from '../../localstack/emulators/beside/balancer.ts';
import { fillIn, readEnvironment } from '../../localstack/emulators/beside/containers.ts';
import { mailsBeside } from '../../localstack/emulators/beside/ses.ts';
import { findOrStart } from '../../localstack/emulators/emulator.ts';
import { createHost } from '../../localstack/emulators/host.ts';
import { mailsTo } from '../../localstack/emulators/mails.ts';
import { UsageError } from '../../platform/cli/flags.ts';

let health: object | undefined;
let mails: object = {};
const server = createServer((request, response) => {
  const answer = request.url === '/_localstack/health' ? health : mails;
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? {}));
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const host = createHost(createLogs({}));
afterAll(() => host.stop());
const find = (name: string) =>
  findOrStart({ profile: findProfile(name), port, address: '127.0.0.1' }, host);

describe('an emulator', () => {
  it.each([
    ['ministack', { edition: 'light', version: '1.5.33' }],
    ['localstack', { edition: 'community', version: '4.14.0' }],
    ['floci', { edition: 'community', original_edition: 'floci-always-free', version: '1.6.0' }],
  ])('%s is known by its health page, and no other takes it for its own', async (name, page) => {
    health = page;
    expect(await find(name)).toEqual({
      endpoint: `http://127.0.0.1:${port}`,
      found: true,
      version: page.version,
    });
    for (const other of profiles.filter((each) => each.name !== name)) {
      await expect(find(other.name)).rejects.toThrow(UsageError);
    }
  });

  it('that is none is named with its process', async () => {
    health = undefined;
    await expect(find('ministack')).rejects.toThrow(
      new RegExp(`^port ${port} is in use by process ${process.pid} .* which is no MiniStack`),
    );
  });
});

it('what was deployed is read from the lines of the CDK', () => {
  expect(
    deployedFrom([
      'Tandem-dev-Docs: deploying... [1/2]',
      '✅  Tandem-dev-Docs',
      ' ✅  Tandem-dev-Auth (no changes)',
      '✨  Total time: 1.95s',
      ' ❌ Tandem-dev-Api failed',
    ]),
  ).toEqual({ changed: ['Tandem-dev-Docs'], unchanged: ['Tandem-dev-Auth'] });
});

it('an environment keeps what comes after the first equals sign', () => {
  expect(readEnvironment('A=1\nURL=http://x/?a=b\nEMPTY=')).toEqual({
    A: '1',
    URL: 'http://x/?a=b',
    EMPTY: '',
  });
});

it('a command of a schedule gets an id and a time, and keeps what is not known', () => {
  const command = '{"id":"<aws.scheduler.execution-id>","time":"<aws.scheduler.scheduled-time>"}';
  expect(fillIn(command, 'run-1', '2026-01-01T00:00:00Z')).toBe(
    '{"id":"run-1","time":"2026-01-01T00:00:00Z"}',
  );
  expect(fillIn('<aws.scheduler.other>', 'run-1', 'now')).toBe('<aws.scheduler.other>');
});

it('mails to others are not shown, the newest comes first', async () => {
  const mail = (to: string, Subject: string) => ({
    To: [to],
    Subject,
    BodyText: 'text',
    Timestamp: 0,
  });
  mails = {
    messages: { '000000000000': [mail('a@x', 'old'), mail('b@x', 'not'), mail('a@x', 'new')] },
  };
  expect(await mailsTo(`http://127.0.0.1:${port}`, 'a@x')).toMatchObject([
    {
      to: 'a@x',
      channel: 'email',
      subject: 'new',
      text: 'text',
      sentAt: '1970-01-01T00:00:00.000Z',
    },
    { to: 'a@x', subject: 'old' },
  ]);
});

it('mails for an emulator without SES version 2 are in the mailbox of the load balancer', async () => {
  const ses = mailsBeside();
  const at = await freePort();
  await startBalancer({ port: at, containers: [], mails: async (to) => ses.to(to), ses }, host);
  const client = new SESv2Client({
    endpoint: `http://127.0.0.1:${at}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const send = (to: string) =>
    client.send(
      new SendEmailCommand({
        FromEmailAddress: 'no-reply@tandem.example',
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: { Subject: { Data: `For ${to}` }, Body: { Text: { Data: 'Hello' } } },
        },
      }),
    );
  await send('one@example.com');
  await send('two@example.com');
  client.destroy();
  const mailbox = await fetch(`http://127.0.0.1:${at}/_tandem/mailbox?to=one@example.com`);
  expect(await mailbox.json()).toMatchObject([
    { channel: 'email', to: 'one@example.com', subject: 'For one@example.com', text: 'Hello' },
  ]);
});
