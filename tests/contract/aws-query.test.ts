// Calls of SNS go straight, as a form and by XML; the SDK with its middleware says what must be sent and what must come of it.
import {
  InvalidParameterException,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { snsClient } from '../../platform/calls/aws.ts';
import { type AwsAnswer, startAwsServer } from '../support/aws-server.ts';
import { environmentAt, keys, region } from '../support/straight.ts';

afterEach(() => vi.unstubAllEnvs());

let server: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  server = await startAwsServer();
});
afterAll(() => server.stop());

const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const xml = (body: string, status = 200): AwsAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' },
  body,
});
const metadata = '<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>';
const published = xml(
  `<?xml version="1.0"?>\n<PublishResponse ${namespace}><PublishResult><MessageId>m-1</MessageId></PublishResult>${metadata}</PublishResponse>`,
);
const batch = (result: string) =>
  xml(
    `<PublishBatchResponse ${namespace}>\n <PublishBatchResult>${result}</PublishBatchResult>\n ${metadata}\n</PublishBatchResponse>`,
  );
const refusal = (code: string, message: string, status = 400) =>
  xml(
    `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
    status,
  );

const hostile = 'a&b=c+d %41 "quoted" <tag/> \n\t Grüße, 日本 🍵 \u2028';
const attributes = { type: { DataType: 'String', StringValue: hostile } };
const PublishBatchRequestEntries = Array.from({ length: 10 }, (_, index) => ({
  Id: String(index),
  Message: `${hostile} ${index}`,
  MessageAttributes: attributes,
  ...(index % 2 === 0 && { MessageGroupId: `g&${index}`, MessageDeduplicationId: `d${index}` }),
}));

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:things';
type Call = (client: SNSClient) => Promise<unknown>;
const batchCall: Call = (client) =>
  client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
const publishCall: Call = (client) =>
  client.send(
    new PublishCommand({
      PhoneNumber: '+4915112345678',
      Message: hostile,
      Subject: undefined,
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'T' },
        ...attributes,
      },
    }),
  );

const outcomeOf = async (call: Call, client: SNSClient) => {
  try {
    return { output: await call(client) };
  } catch (error) {
    const { name, message, $fault, $metadata } = error as InvalidParameterException;
    const { httpStatusCode } = $metadata ?? {};
    return {
      name,
      message,
      $fault,
      httpStatusCode,
      known: error instanceof InvalidParameterException,
    };
  } finally {
    client.destroy();
  }
};

const oracle = () =>
  new SNSClient({ region, endpoint: server.url, credentials: keys, maxAttempts: 1 });
const ours = (attempts = 1) => {
  environmentAt(server.url);
  return snsClient(attempts);
};

beforeEach(() => {
  server.state.asked = [];
});

/** Without what is of one client, and of one answer. */
const comparable = (outcome: object): object =>
  JSON.parse(
    JSON.stringify(outcome, (name, value) =>
      ['attempts', 'totalRetryDelay', 'extendedRequestId', 'cfId'].includes(name)
        ? undefined
        : value,
    ),
  );

it.each([
  ['ten messages', batchCall, batch('<Successful/><Failed/>')],
  ['one text message', publishCall, published],
] as const)('%s are the form that the SDK would send', async (_, call, answer) => {
  server.state.say = () => answer;
  await outcomeOf(call, oracle());
  await outcomeOf(call, ours());
  const [theirs, own] = server.state.asked.map(({ body }) => [...new URLSearchParams(body)].sort());
  expect(own).toEqual(theirs);
  expect(own?.length).toBeGreaterThan(5);
  expect(server.state.asked[1]?.headers.authorization).toContain('/sns/aws4_request');
});

describe('what comes of an answer is what the SDK makes of it', () => {
  const member = (inner: string) => `<member>${inner}</member>`;
  const good = member('<MessageId>m-1</MessageId><Id>0</Id><SequenceNumber>1</SequenceNumber>');
  const bad = member(
    '<Id>1</Id><Code>InternalError</Code><Message>a &lt;b&gt; &amp;amp; &#xE9; &#228;</Message><SenderFault>false</SenderFault>',
  );
  it.each<[string, Call, AwsAnswer]>([
    ['a message that was taken', publishCall, published],
    ['all were taken', batchCall, batch(`<Successful>${good}${good}</Successful><Failed/>`)],
    ['one was', batchCall, batch(`<Failed>${bad}</Failed>\n<Successful>\n${good}\n</Successful>`)],
    ['none was', batchCall, batch(`<Failed>${bad}${bad}</Failed>`)],
    ['a topic that is gone', batchCall, refusal('NotFound', 'Topic does not exist', 404)],
    ['what it refuses', publishCall, refusal('InvalidParameter', 'Invalid &lt;number&gt;')],
    ['no right', batchCall, refusal('AuthorizationError', 'not authorized', 403)],
    ['too much', batchCall, refusal('Throttled', 'Rate exceeded', 429)],
    ['its own fault', batchCall, refusal('InternalError', 'try again', 500)],
    ['a code that nobody knows', batchCall, refusal('Strange', 'said nobody', 400)],
  ])('%s', async (_, call, answer) => {
    server.state.say = () => answer;
    const expected = comparable(await outcomeOf(call, oracle()));
    expect(comparable(await outcomeOf(call, ours()))).toEqual(expected);
  });
});

it.each([
  ['a page of a proxy', xml('<html><body><p>Bad Gateway<br></body></html>', 502)],
  ['nothing', xml('', 503)],
  ['half a document', xml('<ErrorResponse><Error><Code>Thro', 500)],
  ['names of nothing', xml('<ErrorResponse><constructor>x</constructor></ErrorResponse>', 500)],
])('%s with a status of 5xx is an error of the service', async (_, answer) => {
  server.state.say = () => answer;
  expect(await outcomeOf(batchCall, ours())).toMatchObject({
    name: `HTTP ${answer.status}`,
    $fault: 'server',
    httpStatusCode: answer.status,
  });
});

it('a message of characters that there are not is told as it stands', async () => {
  const message = '&#x110000; &#9999999999; &constructor; &unknown;';
  server.state.say = () => refusal('InternalError', message, 500);
  expect(await outcomeOf(batchCall, ours())).toMatchObject({ httpStatusCode: 500, message });
});

it.each([
  ['nothing', ''],
  ['another document', '<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>'],
  ['half of it', '<PublishBatchResponse><PublishBatchResult><Successful>'],
  ['crossed elements', '<PublishBatchResponse><PublishBatchResult></PublishBatchResponse>'],
])('%s with a status of 200 is no success', async (_, body) => {
  server.state.say = () => xml(body);
  expect(await outcomeOf(batchCall, ours())).not.toHaveProperty('output');
});

it('is tried again when it is told to wait, and once only where that was asked for', async () => {
  const wait = refusal('Throttled', 'Rate exceeded', 429);
  server.state.say = (_, nth) => (nth === 1 ? wait : published);
  expect(await outcomeOf(publishCall, ours(3))).toHaveProperty('output.MessageId', 'm-1');
  server.state.asked = [];
  expect(await outcomeOf(publishCall, ours(1))).toHaveProperty('name', 'ThrottledException');
  expect(server.state.asked).toHaveLength(1);
});
