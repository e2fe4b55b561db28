// Mails that SES refuses: none of them lands in the mailbox.
import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../localstack/cloud/protocol/edge-protocol.ts';
import { sesService } from '../../localstack/ses/api.ts';

async function send(input: object): Promise<number> {
  let delivered = 0;
  const service = sesService({
    account: { region: 'eu-central-1', accountId: '000000000000' },
    access: { check: () => undefined },
    faults: { next: () => undefined },
    mailbox: {
      deliver: (mail) => {
        delivered += 1;
        return { ...mail, id: '1' } as never;
      },
    },
    mailEvents: { hasSet: (name) => name === 'mails', publish: async () => undefined },
  });
  const mail = {
    FromEmailAddress: 'Shop <shop@example.com>',
    Destination: { ToAddresses: ['ada@example.org'] },
    Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'you' } } } },
    ...input,
  };
  const path = '/v2/email/outbound-emails';
  const request = {
    method: 'POST',
    path,
    body: Buffer.from(JSON.stringify(mail)),
    accessKeyId: 'x',
  };
  try {
    await service(request as unknown as AwsRequest);
  } catch (error) {
    expect(delivered).toBe(0);
    throw error;
  }
  return delivered;
}

const simple = (Subject: string, Body: object) => ({
  Content: { Simple: { Subject: { Data: Subject }, Body } },
});
const many = (count: number) => ({
  Destination: { ToAddresses: Array.from({ length: count }, (_, at) => `a${at}@example.org`) },
});

describe('a mail', () => {
  it.each<[object]>([
    [{ FromEmailAddress: undefined }],
    [{ FromEmailAddress: 'nobody' }],
    [{ FromEmailAddress: 'Shop <nobody>' }],
    [{ Destination: {} }],
    [{ Destination: { ToAddresses: ['nobody'] } }],
    [{ Destination: { CcAddresses: ['a b@example.org'] } }],
    [many(51)],
    [{ Content: {} }],
    [{ Content: { Template: { TemplateName: 'welcome' } } }],
    [simple('', { Text: { Data: 'x' } })],
    [simple('Hello', {})],
    [simple('Hello', { Text: { Data: '' } })],
    [simple('Hello\r\nBcc: eve@example.org', { Text: { Data: 'x' } })],
    [{ EmailTags: [{ Name: 'a b', Value: 'x' }] }],
    [{ EmailTags: [{ Name: 'a', Value: '' }] }],
  ])('is refused with %j', async (input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('is refused with a configuration set that is not there', async () => {
    await expect(send({ ConfigurationSetName: 'none' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Configuration set <none> does not exist.',
    });
  });

  it.each<[object]>([
    [{}],
    [{ ConfigurationSetName: 'mails' }],
    [many(50)],
    [{ Destination: { BccAddresses: ['"Doe, Jane" <jane@example.org>'] } }],
    [simple('Hello', { Html: { Data: '<p>x</p>' } })],
    [{ EmailTags: [{ Name: 'kind', Value: 'order.confirmed-1@shop' }] }],
  ])('lands in the mailbox with %j', async (input) => {
    expect(await send(input)).toBe(1);
  });
});
