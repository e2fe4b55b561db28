// The files of a new service: the same anatomy as every other, with one route that answers who asks and when.

import type { Names } from './names.ts';

/** What API Gateway sends for a request of the demo customer. */
const eventOf = (path: string) => {
  const headers = {
    Accept: 'application/json',
    Host: 'localhost',
    Authorization: 'Bearer {{demoToken}}',
  };
  return {
    resource: path,
    path,
    httpMethod: 'GET',
    headers,
    multiValueHeaders: { Accept: ['application/json'], Host: ['localhost'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      httpMethod: 'GET',
      identity: { sourceIp: '127.0.0.1', userAgent: 'invoke' },
      path: `/v1${path}`,
      protocol: 'HTTP/1.1',
      requestId: '2f6a5f0e-5f6e-4d0b-9a57-8f5f6b1f0c11',
      requestTimeEpoch: 1_767_225_600_000,
      resourceId: 'invoked',
      resourcePath: path,
      stage: 'v1',
    },
    body: null,
    isBase64Encoded: false,
  };
};

type Files = [path: string, text: string][];

/** What callers may ask. */
const contractFiles = ({ kebab, pascal, title }: Names): Files => [
  [
    `events/http/${kebab}.ts`,
    `// ${title}: what callers may ask.
import { Type } from 'typebox';
import { strict, Timestamp } from '../schemas.ts';
import { anyUser, defineRoute } from './route.ts';

export const ${pascal}View = strict({
  /** Who asked. */
  subject: Type.String(),
  /** When. */
  at: Timestamp,
});

export const read${pascal} = defineRoute({
  id: '${kebab}.read',
  service: '${kebab}',
  method: 'GET',
  path: '/${kebab}',
  summary: 'Who asks, and when',
  auth: anyUser,
  request: {},
  responses: { 200: ${pascal}View },
});
`,
  ],
];

/** The function behind it. */
const codeFiles = ({ kebab, camel, pascal, title }: Names): Files => [
  [
    `functions/${kebab}/config.ts`,
    `// What the entries of ${kebab} read from their environment.
import { commonConfig, list, readConfig, tokenConfig } from '../../platform/kernel/config.ts';

export const read${pascal}Config = () =>
  readConfig({ ...commonConfig, ...tokenConfig, CORS_ORIGINS: list });
`,
  ],
  [
    `functions/${kebab}/domain/${kebab}.ts`,
    `// ${title}, without anything around it: times and ids come in as arguments.

export interface ${pascal} {
  readonly subject: string;
  readonly at: string;
}

/** \`now\` in milliseconds since 1970. */
export const ${camel}Of = (subject: string, now: number): ${pascal} => ({
  subject,
  at: new Date(now).toISOString(),
});
`,
  ],
  [
    `functions/${kebab}/http.ts`,
    `// ${title} over HTTP.
import { read${pascal} } from '../../events/http/${kebab}.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/endpoint.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { ${camel}Of } from './domain/${kebab}.ts';

export const ${camel}Endpoints = (clock: Clock): readonly Endpoint[] => [
  endpoint(read${pascal}, (request) => ({
    status: 200,
    body: ${camel}Of(callerOf(request).subject, clock.now()),
  })),
];
`,
  ],
  [
    `functions/${kebab}/handler.entry.ts`,
    `// ${title} behind the gateway.
import { httpFunction } from '../../platform/service/http-function.ts';
import { read${pascal}Config } from './config.ts';
import { ${camel}Endpoints } from './http.ts';

export const handler = httpFunction(read${pascal}Config(), ({ clock }) => ({
  endpoints: ${camel}Endpoints(clock),
}));
`,
  ],
];

/** How it is deployed. */
const stackFiles = ({ kebab, pascal, title }: Names): Files => [
  [
    `infra/stacks/services/${kebab}.ts`,
    `// ${title}. One function that may call nothing.
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class ${pascal}Stack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('${pascal}', '${kebab}', ...stack);
    this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'request',
      environment: this.httpEnvironment(),
    });
  }
}
`,
  ],
];

/** What it promises. */
const testFiles = ({ kebab, camel, title }: Names): Files => [
  [
    `tests/unit/${kebab}.test.ts`,
    `import { expect, it } from 'vitest';
import { ${camel}Of } from '../../functions/${kebab}/domain/${kebab}.ts';

it('says who asks and when', () => {
  expect(${camel}Of('usr_1', 0)).toEqual({ subject: 'usr_1', at: '1970-01-01T00:00:00.000Z' });
});
`,
  ],
  [
    `tests/http-contract/${kebab}.test.ts`,
    `// ${title}: who may ask, and what is answered.
import { beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

it('a customer is told who asks', async () => {
  const { body } = await ask<{ subject: string }>('${kebab}.read', { token });
  expect(body.subject).toMatch(/^usr_/);
});

it('nobody else is', async () => {
  await refused('${kebab}.read', {}, 401, 'unauthenticated');
});

it('no operation is left out', () => {
  expect(leftOut('${kebab}')).toEqual([]);
});
`,
  ],
  [`tests/events/${kebab}-handler.json`, `${JSON.stringify(eventOf(`/${kebab}`), null, 2)}\n`],
];

export const files = (names: Names): Files =>
  [contractFiles, codeFiles, stackFiles, testFiles].flatMap((make) => make(names));
