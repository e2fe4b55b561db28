// SES version 2 behind the edge: what is sent lands in the mailbox.
import { randomUUID } from 'node:crypto';
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import type { Faults } from '../cloud/faults.ts';
import { AwsError, denied, input, type Service } from '../cloud/protocol/edge-protocol.ts';
import type { MailEvents } from './mail-events.ts';
import type { Mailbox } from './mailbox.ts';
import { parseMessage } from './mime.ts';

export interface SesNeeds {
  readonly account: Account;
  readonly access: Pick<Access, 'check'>;
  readonly faults: Pick<Faults, 'next'>;
  readonly mailbox: Pick<Mailbox, 'deliver'>;
  readonly mailEvents: Pick<MailEvents, 'hasSet' | 'publish'>;
}

interface Body {
  readonly Data?: string;
}

interface Request {
  readonly FromEmailAddress?: string;
  readonly Destination?: {
    readonly ToAddresses?: string[];
    readonly CcAddresses?: string[];
    readonly BccAddresses?: string[];
  };
  readonly ConfigurationSetName?: string;
  readonly EmailTags?: { readonly Name: string; readonly Value: string }[];
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: Body;
      readonly Body?: { readonly Text?: Body; readonly Html?: Body };
    };
    readonly Raw?: Body;
  };
}

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Simple = NonNullable<NonNullable<Request['Content']>['Simple']>;

function checkContent({ Subject, Body: { Text, Html } = {} }: Simple): void {
  if (Subject?.Data && (Text?.Data || Html?.Data)) return;
  throw new AwsError('BadRequestException', 'a subject, and a body of text or HTML, are needed');
}

async function mailOf(request: Request): Promise<Mail> {
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = request.Destination ?? {};
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  const { Simple: simple, Raw: raw } = request.Content ?? {};
  if (raw) {
    const message = await parseMessage(Buffer.from(raw.Data ?? '', 'base64'));
    return {
      ...message,
      from: request.FromEmailAddress ?? message.from,
      to: recipients.length > 0 ? recipients : message.to,
    };
  }
  if (!simple) {
    throw new AwsError(
      'BadRequestException',
      'Content must be Simple or Raw in the embedded cloud',
    );
  }
  checkContent(simple);
  return {
    from: request.FromEmailAddress ?? '',
    to: recipients,
    subject: simple.Subject?.Data ?? '',
    text: simple.Body?.Text?.Data ?? '',
    html: simple.Body?.Html?.Data ?? '',
  };
}

const mostRecipients = 50;

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
function checkMail({ from, to, subject }: Mail, tags: Request['EmailTags'] = []): void {
  const refuse = (message: string) => new AwsError('BadRequestException', message);
  if (to.length === 0) throw refuse('no recipient is given');
  if (to.length > mostRecipients) throw refuse(`Recipient count exceeds ${mostRecipients}.`);
  const wrong = [from, ...to].find((one) => !/^[^\s@]+@[^\s@]+$/.test(addressOf(one)));
  if (wrong !== undefined) throw refuse(`Missing or malformed address: ${wrong}`);
  if (/[\r\n]/.test(subject)) throw refuse('Header has a line end: Subject');
  const isTag = (text = '') => /^[\w.@-]{1,256}$/.test(text);
  if (tags.some(({ Name, Value }) => !isTag(Name) || !isTag(Value))) {
    throw refuse('Invalid tag: letters, digits, underscores, dashes, dots and @ only');
  }
}

const addressOf = (from: string) => /<([^>]+)>/.exec(from)?.[1] ?? from.trim();

function check({ account, access }: SesNeeds, key: string, action: string, from: string): void {
  const address = addressOf(from);
  const domain = address.slice(address.indexOf('@') + 1);
  // The identity is the address or its domain, whichever is verified.
  const reasons = [domain, address].map((identity) =>
    access.check(key, action, arnOf('ses', `identity/${identity}`, account)),
  );
  const [reason] = reasons;
  if (reason !== undefined && reasons.every((one) => one !== undefined))
    throw denied('ses', reason);
}

export function sesService(needs: SesNeeds): Service {
  const { faults, mailbox, mailEvents } = needs;
  return async (request) => {
    if (request.path !== '/v2/email/outbound-emails' || request.method !== 'POST') {
      throw new AwsError(
        'NotFoundException',
        `ses ${request.method} ${request.path} is not part of the embedded cloud`,
        404,
      );
    }
    const body = input<Request>(request);
    const mail = await mailOf(body);
    const action = body.Content?.Raw ? 'ses:SendRawEmail' : 'ses:SendEmail';
    check(needs, request.accessKeyId, action, mail.from);
    checkMail(mail, body.EmailTags);
    const { subject, text, html, to } = mail;
    const { ConfigurationSetName = '', EmailTags = [] } = body;
    if (ConfigurationSetName !== '' && !mailEvents.hasSet(ConfigurationSetName)) {
      const message = `Configuration set <${ConfigurationSetName}> does not exist.`;
      throw new AwsError('NotFoundException', message, 404);
    }
    // A fault of the recipient's server: SES has taken the mail, and tells later that it came back.
    const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, Value]));
    const bounces = faults.next('mailbox')?.kind === 'bounce';
    const MessageId = bounces
      ? randomUUID()
      : mailbox.deliver({ channel: 'email', to, subject, text, html, tags }).id;
    const listed = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
    const sent = { messageId: MessageId, to, tags: listed };
    await mailEvents.publish(ConfigurationSetName, 'Send', sent);
    if (bounces) await mailEvents.publish(ConfigurationSetName, 'Bounce', sent);
    return { status: 200, contentType: 'application/json', body: JSON.stringify({ MessageId }) };
  };
}
