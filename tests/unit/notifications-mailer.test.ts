// The mail service behind the port: what it surely has not sent is told apart from what it may have sent.
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMailer, NotSent, sesClient } from '../../functions/notifications/sending/mailer.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());
afterAll(() => ses.restore());

const tags = { message: 'msg_1', recipient: 'r1' };
const mail = { subject: 'S', text: 'T', html: '<p>H</p>', tags };
const mailer = (timeoutMs = 1_000) =>
  createMailer({
    client: ses as unknown as SESv2Client,
    from: 'shop@example.com',
    configurationSet: 'mails',
    policy: createPolicy({ timeoutMs }),
  });
const failing = (members: object) => Object.assign(new Error('failed'), members);

describe('the mailer', () => {
  it('sends text and HTML, and says how to unsubscribe with one click', async () => {
    ses.on(SendEmailCommand).resolves({});
    const unsubscribeUrl = 'https://shop.example/v1/unsubscribe?token=t';
    await mailer().send('ada@example.com', { ...mail, unsubscribeUrl });
    const [call] = ses.commandCalls(SendEmailCommand);
    expect(call?.args[0].input).toEqual({
      FromEmailAddress: 'shop@example.com',
      ConfigurationSetName: 'mails',
      EmailTags: [
        { Name: 'message', Value: 'msg_1' },
        { Name: 'recipient', Value: 'r1' },
      ],
      Destination: { ToAddresses: ['ada@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'S', Charset: 'UTF-8' },
          Body: {
            Text: { Data: 'T', Charset: 'UTF-8' },
            Html: { Data: '<p>H</p>', Charset: 'UTF-8' },
          },
          Headers: [
            { Name: 'List-Unsubscribe', Value: `<${unsubscribeUrl}>` },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
    });
  });

  // SES would refuse the mail, which says of an address that it is none: `invoked:` begins the id of what a developer has sent.
  it.each([
    ['invoked:1', []],
    ['', []],
    ['ü', []],
    ['x'.repeat(257), []],
    ['x'.repeat(256), [{ Name: 'message', Value: 'x'.repeat(256) }]],
    ['a.b@c-d_e', [{ Name: 'message', Value: 'a.b@c-d_e' }]],
  ])('sends no tag %j that SES does not take', async (message, expected) => {
    ses.on(SendEmailCommand).resolves({});
    await mailer().send('ada@example.com', { ...mail, tags: { message } });
    expect(ses.commandCalls(SendEmailCommand).at(-1)?.args[0].input.EmailTags).toEqual(expected);
  });

  it.each([
    failing({ $metadata: { httpStatusCode: 400 } }),
    failing({ $metadata: { httpStatusCode: 429 } }),
    failing({ code: 'ECONNREFUSED' }),
  ])('knows that nothing was sent (%o)', async (error) => {
    ses.on(SendEmailCommand).rejects(error);
    await expect(mailer().send('ada@example.com', mail)).rejects.toBeInstanceOf(NotSent);
  });

  it('does not know after a server error', async () => {
    ses.on(SendEmailCommand).rejects(failing({ $metadata: { httpStatusCode: 500 } }));
    await expect(mailer().send('ada@example.com', mail)).rejects.not.toBeInstanceOf(NotSent);
  });

  it('gives a mail service up that hangs', async () => {
    ses.on(SendEmailCommand).callsFake(() => new Promise(() => {}));
    await expect(mailer(50).send('ada@example.com', mail)).rejects.not.toBeInstanceOf(NotSent);
  });

  it('stops asking a mail service that is down', async () => {
    ses.on(SendEmailCommand).rejects(failing({ $metadata: { httpStatusCode: 500 } }));
    const one = mailer();
    const results: unknown[] = [];
    for (let count = 0; count < 40; count += 1) {
      results.push(await one.send('ada@example.com', mail).catch((error: unknown) => error));
    }
    expect(ses.commandCalls(SendEmailCommand).length).toBeLessThan(40);
    expect(results.at(-1)).toBeInstanceOf(NotSent);
  });

  it('asks once: an answer that was lost says nothing of the mail', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    expect(await sesClient().config.maxAttempts()).toBe(1);
    vi.unstubAllEnvs();
  });
});
