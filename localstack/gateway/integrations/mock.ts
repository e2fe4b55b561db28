// Mock integration: the request template selects the status code, its integration response answers.

import { type HeaderList, last } from '../../cloud/protocol/http-headers.ts';
import { matchesMediaType } from '../admission/media-type.ts';
import { GatewayFault } from '../answer.ts';
import { type Exchange, variablesOf } from '../exchange.ts';
import type { Answer, Integration, IntegrationResponse } from '../model.ts';
import { evaluate } from './template.ts';
import { run } from './velocity.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html */
export function mock(exchange: Exchange, integration: Integration): Answer {
  const response = select(integration.responses, statusOf(exchange, integration));
  if (!response) throw new GatewayFault('API_CONFIGURATION_ERROR');
  const variables = variablesOf(exchange);
  const [type, template] = templateFor(exchange, response);
  const headers: HeaderList = [];
  for (const [target, expression] of Object.entries(response.parameters)) {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    if (name) headers.push([name, evaluate(expression, variables) ?? '']);
  }
  const { text, headers: overrides } = run(template, variables);
  headers.push(...Object.entries(overrides));
  if (template !== '' && last(headers, 'content-type') === undefined) {
    headers.push(['Content-Type', type]);
  }
  return { status: response.statusCode, headers, body: text };
}

function statusOf(exchange: Exchange, integration: Integration): string | undefined {
  const templates = integration.requestTemplates;
  const template = templates[contentType(exchange)];
  const hasTemplates = Object.keys(templates).length > 0;
  if (template === undefined && refusesUnmatched(integration.passthroughBehavior, hasTemplates)) {
    throw new GatewayFault('UNSUPPORTED_MEDIA_TYPE');
  }
  if (hasTemplates && isBytes(exchange, integration)) {
    throw new GatewayFault('API_CONFIGURATION_ERROR');
  }
  const input = template ? run(template, variablesOf(exchange)).text : exchange.body?.toString();
  const status = /["']?statusCode["']?\s*:\s*"?(\d{3})/.exec(input ?? '')?.[1];
  // A body that no template maps reaches the mock itself, which reads a status code from it or fails.
  if (!status && hasTemplates) throw new GatewayFault('API_CONFIGURATION_ERROR');
  return status;
}

/** "Unable to transform request": no template reads bytes, not even those of no body. */
function isBytes(exchange: Exchange, { contentHandling }: Integration): boolean {
  const { binaryMediaTypes } = exchange.api;
  return contentHandling === undefined && matchesMediaType(binaryMediaTypes, contentType(exchange));
}

function refusesUnmatched(behavior: string, hasTemplates: boolean): boolean {
  return behavior === 'NEVER' || (behavior === 'WHEN_NO_TEMPLATES' && hasTemplates);
}

function contentType(exchange: Exchange): string {
  const header = last(exchange.request.headers, 'content-type');
  return header?.split(';')[0]?.trim().toLowerCase() || 'application/json';
}

function select(
  responses: readonly IntegrationResponse[],
  status: string | undefined,
): IntegrationResponse | undefined {
  const matching = responses.find(
    ({ selectionPattern }) =>
      selectionPattern && status && new RegExp(`^(?:${selectionPattern})$`).test(status),
  );
  return (
    matching ??
    responses.find(
      ({ selectionPattern, statusCode }) => !selectionPattern && String(statusCode) === status,
    ) ??
    responses.find(({ selectionPattern }) => !selectionPattern)
  );
}

function templateFor(exchange: Exchange, response: IntegrationResponse): [string, string] {
  const templates = Object.entries(response.templates);
  const accept = last(exchange.request.headers, 'accept') ?? '';
  return (
    templates.find(([type]) => accept.includes(type)) ??
    templates.find(([type]) => type === 'application/json') ??
    templates[0] ?? ['application/json', '']
  );
}
