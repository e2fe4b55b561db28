// In place of the VPC link: a function that hands a request on to the load balancer, for emulators whose HTTP integrations lose headers.

import type { Integration, Resource, Template } from './assembly/template.ts';
import { withIntegrations } from './assembly/template.ts';

const logicalId = 'EmulatorLink';

/**
 * CommonJS, since inline code is `index.js`; API Gateway's own limit of 29 s holds. A function answers once it is done,
 * so nobody is promised a stream: clients that are answered without one ask again instead.
 */
const source = `exports.handler = async (event) => {
  const query = Object.entries(event.multiValueQueryStringParameters || {}).flatMap(
    ([name, values]) => values.map((value) => encodeURIComponent(name) + '=' + encodeURIComponent(value)),
  );
  const hop = /^(host|connection|content-length|transfer-encoding|expect|keep-alive)$/i;
  const headers = Object.entries(event.multiValueHeaders || {})
    .filter(([name]) => !hop.test(name))
    .flatMap(([name, values]) => values.map((value) => [name, value]))
    .filter(([name, value]) => !(/^accept$/i.test(name) && /event-stream/i.test(value)));
  const url = 'http://' + process.env.BALANCER + '/v1' + event.path + (query.length ? '?' + query.join('&') : '');
  const answer = await fetch(url, {
    method: event.httpMethod,
    headers,
    body: event.body === null ? undefined : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8'),
    redirect: 'manual',
  });
  const multiValueHeaders = {};
  for (const [name, value] of answer.headers) {
    if (!hop.test(name)) (multiValueHeaders[name] = multiValueHeaders[name] || []).push(value);
  }
  return { statusCode: answer.status, multiValueHeaders, body: await answer.text() };
};`;

const linkFunction = (stage: string, balancer: string): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: `tandem-${stage}-emulator-link`,
    Description: 'Hands requests on to the containers, in place of the VPC link',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 29,
    MemorySize: 256,
    Role: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:role/tandem-${stage}-emulator-link` },
    Environment: { Variables: { BALANCER: balancer } },
    Code: { ZipFile: source },
  },
});

const uri = {
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:',
      { Ref: 'AWS::Region' },
      ':lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [logicalId, 'Arn'] },
      '/invocations',
    ],
  ],
};

/** The template as it was where nothing goes through the VPC link. */
export function withLinkFunction(template: Template, stage: string, balancer: string): Template {
  let used = false;
  const changed = withIntegrations(
    template,
    (): Integration & { IntegrationHttpMethod: string } => {
      used = true;
      return { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri };
    },
  );
  if (!used) return template;
  return {
    ...changed,
    Resources: { ...changed.Resources, [logicalId]: linkFunction(stage, balancer) },
  };
}
