// Asks a version of a function before anybody else does: whether it starts, and what the contract lets everybody ask.
import type { CallAws } from '../../platform/calls/signed-call.ts';
import type { Question } from './config.ts';

export interface Target {
  /** Physical name of the function. */
  readonly name: string;
  readonly version: string;
}

/** A cold start in a bad minute; two questions more have to fit into the 28 s of the hook. */
const withinMs = 8_000;

/** As API Gateway hands a request on: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format */
const requestOf = (path: string) => ({
  resource: path,
  path,
  httpMethod: 'GET',
  headers: { Accept: '*/*' },
  multiValueHeaders: { Accept: ['*/*'] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    httpMethod: 'GET',
    identity: { sourceIp: '127.0.0.1', userAgent: 'before-traffic' },
    path: `/v1${path}`,
    protocol: 'HTTP/1.1',
    requestId: `before-traffic${path.replaceAll('/', '-')}`,
    resourcePath: path,
    stage: 'v1',
  },
  body: null,
  isBase64Encoded: false,
});

type Answer = Readonly<Record<string, unknown>> | null;

const invoke = async (call: CallAws, { name, version }: Target, event: object): Promise<Answer> => {
  const answer = await call({
    service: 'lambda',
    path: `/2015-03-31/functions/${name}/invocations?Qualifier=${version}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
    withinMs,
  });
  const text = await answer.text();
  if (!answer.ok || answer.headers.has('x-amz-function-error')) {
    throw new Error(`${answer.status} ${text.slice(0, 300)}`);
  }
  return JSON.parse(text) as Answer;
};

/** Undefined where all is well. */
type Judge = (answer: Answer) => string | undefined;

const starts: Judge = (answer) =>
  answer?.warm === true ? undefined : `is not ready: ${JSON.stringify(answer)?.slice(0, 300)}`;

const answers =
  ({ path, status }: Question): Judge =>
  (answer) =>
    answer?.statusCode === status
      ? undefined
      : `GET ${path} is answered ${answer?.statusCode} in place of ${status}`;

/** Answers what is wrong, one line each; it never throws. */
export const createProbe =
  (call: CallAws, prefix: string, questions: Readonly<Record<string, readonly Question[]>>) =>
  async (target: Target): Promise<readonly string[]> => {
    const { name, version } = target;
    const ask = async (event: object, judge: Judge): Promise<readonly string[]> => {
      const fault = await invoke(call, target, event).then(judge, (error: Error) => error.message);
      return fault === undefined ? [] : [`${name}:${version} ${fault}`];
    };
    const cold = await ask({ warmUp: true }, starts);
    if (cold.length > 0) return cold;
    const own = questions[name.startsWith(prefix) ? name.slice(prefix.length) : name] ?? [];
    const faults: string[] = [];
    for (const question of own) {
      faults.push(...(await ask(requestOf(question.path), answers(question))));
    }
    return faults;
  };
