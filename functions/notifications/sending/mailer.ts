// E-mail by Amazon SES.
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { IPolicy } from 'cockatiel';
import { clientOptions } from '../../../platform/calls/aws.ts';
import { wasNeverMade } from '../../../platform/calls/resilience.ts';
import { activeSpan } from '../../../platform/telemetry/trace.ts';
import { traceparent } from '../../../platform/telemetry/trace-context.ts';
import type { RenderedMail } from '../domain/render.ts';

export interface OutgoingMail extends RenderedMail {
  readonly unsubscribeUrl?: string;
  /** Come back with what SES tells of the mail. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** Throws NotSent when the mail certainly was not sent; any other error leaves it open. */
  send(to: string, mail: OutgoingMail): Promise<void>;
}

export class NotSent extends Error {
  constructor(cause: unknown) {
    super('the mail was not sent', { cause });
    this.name = 'NotSent';
  }
}

/** Said of one mail or number: it will be said again, and the next mail may well be sent. */
const aboutOne = new Set(['MessageRejected', 'BadRequestException', 'InvalidParameterException']);

/** Trying again is no use. */
export const isFinal = (error: unknown): boolean =>
  error instanceof NotSent && aboutOne.has((error.cause as Error | undefined)?.name ?? '');

interface SdkError {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** SES has refused, or was never reached. */
export const wasRefused = (error: unknown): boolean => {
  const { code = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  return wasNeverMade(error) || neverConnected.has(code) || (status >= 400 && status < 500);
};

/** https://www.rfc-editor.org/rfc/rfc8058#section-3 */
const unsubscribeHeaders = (url: string) => [
  { Name: 'List-Unsubscribe', Value: `<${url}>` },
  { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
];

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** What SES tells of the mail belongs to the trace in which it was sent. */
const traceTag = (): Readonly<Record<string, string>> => {
  const span = activeSpan();
  return span === undefined ? {} : { trace: traceparent(span) };
};

/** A mail of another tag would be refused, and its address be taken for one that is none: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
const isTag = (text: string): boolean => /^[\w.@-]{1,256}$/.test(text);

/** One attempt only: a mail that SES has taken but whose answer was lost must not go out twice. */
export const sesClient = () => new SESv2Client({ ...clientOptions, maxAttempts: 1 });

export interface MailerOptions {
  readonly client: SESv2Client;
  readonly from: string;
  /** Has SES tell of bounces and complaints. */
  readonly configurationSet: string;
  readonly policy: IPolicy;
}

export const createMailer = ({
  client,
  from: FromEmailAddress,
  configurationSet: ConfigurationSetName,
  policy,
}: MailerOptions): Mailer => ({
  send: async (to, { subject, text, html, unsubscribeUrl, tags }) => {
    const command = new SendEmailCommand({
      FromEmailAddress,
      ConfigurationSetName,
      EmailTags: Object.entries({ ...tags, ...traceTag() })
        .filter(([, value]) => isTag(value))
        .map(([Name, Value]) => ({ Name, Value })),
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), Html: utf8(html) },
          Headers: unsubscribeUrl === undefined ? [] : unsubscribeHeaders(unsubscribeUrl),
        },
      },
    });
    try {
      await policy.execute(({ signal }) => client.send(command, { abortSignal: signal }));
    } catch (error) {
      throw wasRefused(error) ? new NotSent(error) : error;
    }
  },
});
