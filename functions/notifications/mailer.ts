// E-mail by Amazon SES.
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../../platform/aws.ts';
import type { RenderedMail } from './domain/render.ts';

export interface Mailer {
  /** Throws NotSent when the mail certainly was not sent; any other error leaves it open. */
  send(to: string, mail: RenderedMail): Promise<void>;
}

export class NotSent extends Error {
  constructor(cause: unknown) {
    super('the mail was not sent', { cause });
    this.name = 'NotSent';
  }
}

interface SdkError {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** SES has refused, or was never reached. */
const wasRefused = (error: unknown): boolean => {
  const { code = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  return neverConnected.has(code) || (status >= 400 && status < 500);
};

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** One attempt only: a mail that SES has taken but whose answer was lost must not go out twice. */
export const sesClient = () => new SESv2Client({ ...clientOptions, maxAttempts: 1 });

export const createMailer = (client: SESv2Client, FromEmailAddress: string): Mailer => ({
  send: async (to, { subject, text, html }) => {
    const command = new SendEmailCommand({
      FromEmailAddress,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } },
      },
    });
    try {
      await client.send(command);
    } catch (error) {
      throw wasRefused(error) ? new NotSent(error) : error;
    }
  },
});
