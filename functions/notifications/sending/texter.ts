// Text messages by Amazon SNS.
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { IPolicy } from 'cockatiel';
import { NotSent, wasRefused } from './mailer.ts';

export interface Texter {
  /** `to` is E.164. Throws NotSent when the text certainly was not sent. */
  send(to: string, text: string): Promise<void>;
}

export const createTexter = (client: SNSClient, policy: IPolicy): Texter => ({
  send: async (PhoneNumber, Message) => {
    const kind = { DataType: 'String', StringValue: 'Transactional' };
    const MessageAttributes = { 'AWS.SNS.SMS.SMSType': kind };
    try {
      await policy.execute(({ signal }) =>
        client.send(new PublishCommand({ PhoneNumber, Message, MessageAttributes }), {
          abortSignal: signal,
        }),
      );
    } catch (error) {
      throw wasRefused(error) ? new NotSent(error) : error;
    }
  },
});
