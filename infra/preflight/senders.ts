// Whether mails and texts reach customers, or only who was verified by hand.
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { GetSMSSandboxAccountStatusCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Check, finding, unknown } from './finding.ts';

const ses = new SESv2Client();
const sns = new SNSClient();

/** https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
const mails: Check = async () => {
  const { ProductionAccessEnabled, SendingEnabled } = await ses.send(new GetAccountCommand({}));
  const isOut = ProductionAccessEnabled === true && SendingEnabled === true;
  return [
    finding(
      'SES: out of its sandbox',
      isOut,
      isOut
        ? 'mails reach everybody'
        : 'mails reach verified addresses only: ask for production access',
    ),
  ];
};

/** https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html */
const texts: Check = async () => {
  const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
  return [
    finding(
      'SNS: texts out of their sandbox',
      IsInSandbox === false,
      IsInSandbox === false
        ? 'texts reach everybody'
        : 'texts reach verified numbers only: ask for production access',
    ),
  ];
};

const isVerified = async (EmailIdentity: string): Promise<boolean> => {
  try {
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
    return identity.VerifiedForSendingStatus === true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
};

/** The address itself, or its domain: https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html */
const sender =
  (mailFrom: () => Promise<string | undefined>): Check =>
  async () => {
    const what = 'SES: verified sender';
    const from = await mailFrom();
    const address = from?.match(/<([^>]+)>\s*$/)?.[1] ?? from;
    const domain = address?.split('@')[1];
    if (address === undefined || domain === undefined)
      return [unknown(what, 'config/mail-from is missing')];
    const holds = (await isVerified(address)) || (await isVerified(domain));
    return [finding(what, holds, holds ? address : `neither ${address} nor ${domain} is verified`)];
  };

export const senderChecks = (
  mailFrom: () => Promise<string | undefined>,
): Readonly<Record<string, Check>> => ({
  'SES: out of its sandbox': mails,
  'SNS: texts out of their sandbox': texts,
  'SES: verified sender': sender(mailFrom),
});
