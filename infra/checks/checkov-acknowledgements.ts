// Findings of checkov that stand, each with its reason. A row that no finding needs any more fails a test.
import type { RouteContract } from '../../events/http/route.ts';
import { type Acknowledgement, acknowledgements } from './acknowledgements.ts';

/** The same finding under both names; the reason is that of cdk-nag's row. */
const alike: Readonly<Record<string, string>> = {
  'AwsSolutions-APIG4': 'CKV_AWS_59',
  'AwsSolutions-CFR2': 'CKV_AWS_68',
  'AwsSolutions-CFR3': 'CKV_AWS_86',
  'AwsSolutions-CFR4': 'CKV_AWS_174',
  'AwsSolutions-ECS4': 'CKV_AWS_65',
  'AwsSolutions-ELB2': 'CKV_AWS_91',
  'AwsSolutions-S1': 'CKV_AWS_18',
  'Serverless-LambdaDLQ': 'CKV_AWS_116',
};

/** For checkov an API key is authorization. */
const hasKey = ({ where }: Acknowledgement): boolean => where.source.includes('/direct ');

const known = (routes: readonly RouteContract[]): Acknowledgement[] =>
  acknowledgements(routes).flatMap((row) => {
    const rule = alike[row.rule];
    return rule === undefined || hasKey(row) ? [] : [{ ...row, rule }];
  });

const everyFunction = /\/Function\/Resource$/;

const listener = /^Platform\/Entrance\/LoadBalancer\/Http\/Resource$/;

const insideTheNetwork =
  'HTTP inside the network, over security groups that let in nobody else (docs/decisions/0140)';

const own: readonly Acknowledgement[] = [
  { rule: 'CKV_AWS_2', where: listener, reason: insideTheNetwork },
  { rule: 'CKV_AWS_103', where: listener, reason: insideTheNetwork },
  {
    rule: 'CKV_AWS_21',
    where: /^Platform\/Site\/Files\/Bucket\/Resource$/,
    reason: 'A file is named by its content, and the build makes all of them anew',
  },
  {
    rule: 'CKV_AWS_21',
    where: /^Facts\/Archive\/Bucket\/Resource$/,
    reason: 'A file is written once, under a name that no other has; nobody may write it again',
  },
  {
    rule: 'CKV_AWS_27',
    where: /\/Queue\/Resource$/,
    reason: 'Encrypted by SQS itself (SqsManagedSseEnabled); the rule knows keys of KMS only',
  },
  {
    rule: 'CKV_AWS_33',
    where: /^Platform\/DataKey\/Resource$/,
    reason: 'Conditions narrow the principal to this account, and to calls through DynamoDB',
  },
  {
    rule: 'CKV_AWS_111',
    where: /^Notifications\/Consume\/Role\/DefaultPolicy\/Resource$/,
    reason: 'sns:Publish of a text message has no ARN to name, and every topic is denied again',
  },
  {
    rule: 'CKV_AWS_115',
    where:
      /^(Auth\/(Authorizer|Handler)|(Api\/Legacy|BffMobile|BffWeb|DeadLetters|Docs|Health|Notifications|Payments|Storefront|Webhooks)\/Handler)\/Function\/Resource$/,
    reason:
      'What requests start takes from the unreserved rest, so that a flood of them leaves publishing and consuming alone',
  },
  {
    rule: 'CKV_AWS_115',
    where: /^Rollout\/Hook\/Function\/Resource$/,
    reason:
      'CodeDeploy calls it once for each new version: too seldom to take from others, or to keep anything for',
  },
  {
    rule: 'CKV_AWS_117',
    where: everyFunction,
    reason:
      'Calls only public endpoints of AWS, signed; a network of its own would add NAT and cold starts, and protect no port',
  },
  {
    rule: 'CKV_AWS_120',
    where: /^Api\/Stage$/,
    reason:
      'Answers are of one caller; what is the same for all has an ETag and is cached by CloudFront',
  },
  {
    rule: 'CKV_AWS_149',
    where: /Secret\/Resource$|^Auth\/SigningKeys\/Resource$/,
    reason:
      "Encrypted with the account's key of Secrets Manager; who may read is said once, by the grants on the secret",
  },
  {
    rule: 'CKV_AWS_158',
    where: /Logs?\/Resource$|Log$/,
    reason:
      'Encrypted by CloudWatch Logs itself; lines carry ids, and neither personal data nor secrets',
  },
  {
    rule: 'CKV_AWS_173',
    where: everyFunction,
    reason: 'Variables hold names and ARNs, never secrets; a test compares them with what is read',
  },
];

export const acknowledgementsOfCheckov = (
  routes: readonly RouteContract[],
): readonly Acknowledgement[] => [...known(routes), ...own];
