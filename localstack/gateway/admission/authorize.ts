// Lambda authorizers: identity sources, the cache of their answers, and the policy they answer with.

import type { InvokeResult, Log } from '../../cloud/cloud.ts';
import { xrayHeaderOf } from '../../telemetry/request-trace.ts';
import { GatewayFault } from '../answer.ts';
import { apiArn, type Exchange, methodArn, placedValue } from '../exchange.ts';
import { functionOf, proxyEvent } from '../integrations/lambda-event.ts';
import type { Authorizer } from '../model.ts';
import { type Callable, requirePermission } from './permission.ts';
import { evaluatePolicy } from './policy.ts';

interface Judgement {
  readonly principalId: string;
  readonly policyDocument: unknown;
  readonly context: Record<string, string>;
  readonly usageKey: string | undefined;
  readonly latencyMs: number;
}

export type Authorize = (exchange: Exchange) => Promise<void>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html */
export function authorizerFor(callable: Callable, now: () => number = Date.now): Authorize {
  const cache = new Map<string, { judgement: Promise<Judgement>; expires: number }>();

  function judge(exchange: Exchange, authorizer: Authorizer, identity: string[]) {
    if (authorizer.ttlSeconds === 0) return ask(callable, exchange, authorizer, identity);
    const key = JSON.stringify([exchange.api.id, exchange.stage.name, authorizer.id, identity]);
    const known = cache.get(key);
    if (known && known.expires > now()) return known.judgement;
    const judgement = ask(callable, exchange, authorizer, identity);
    // 1,000 tokens are more than one machine's clients hold at a time.
    if (cache.size >= 1000) cache.delete(cache.keys().next().value ?? '');
    cache.set(key, { judgement, expires: now() + authorizer.ttlSeconds * 1000 });
    judgement.catch(() => cache.delete(key));
    return judgement;
  }

  return async function authorize(exchange) {
    const { method } = exchange;
    if (method?.authorizationType !== 'CUSTOM') return;
    const authorizer = exchange.api.authorizers.get(method.authorizerId ?? '');
    if (!authorizer) throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
    const judgement = await judge(exchange, authorizer, identityOf(exchange, authorizer));
    enforce(exchange, judgement);
  };
}

function identityOf(exchange: Exchange, authorizer: Authorizer): string[] {
  return authorizer.identitySources.map((source) => {
    const value = sourceValue(exchange, source);
    if (!value || (authorizer.validation && !authorizer.validation.test(value))) {
      throw new GatewayFault('UNAUTHORIZED');
    }
    return value;
  });
}

function sourceValue(exchange: Exchange, source: string): string | undefined {
  const [, place, key] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place && key) return placedValue(exchange, place, key);
  if (source.startsWith('stageVariables.')) return exchange.stage.variables[source.slice(15)];
  return source === 'context.identity.sourceIp' ? exchange.request.sourceIp : undefined;
}

async function ask(
  callable: Callable,
  exchange: Exchange,
  authorizer: Authorizer,
  identity: string[],
): Promise<Judgement> {
  const name = functionOf(authorizer.uri);
  const sourceArn = `${apiArn(exchange)}/authorizers/${authorizer.id}`;
  requirePermission(callable, name, sourceArn, 'AUTHORIZER_CONFIGURATION_ERROR');
  const startedAt = performance.now();
  const result = await callable.functions
    .invoke(name, eventFor(exchange, authorizer, identity), xrayHeaderOf(exchange.request.trace))
    .catch((error: unknown) => {
      callable.log.line('gateway', `authorizer ${name} could not be invoked: ${String(error)}`);
      throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
    });
  return judgementOf(callable.log, name, result, performance.now() - startedAt);
}

function eventFor(exchange: Exchange, authorizer: Authorizer, identity: string[]): string {
  const arn = methodArn(exchange);
  if (authorizer.type === 'TOKEN') {
    return JSON.stringify({ type: 'TOKEN', methodArn: arn, authorizationToken: identity[0] });
  }
  const { body: _body, isBase64Encoded: _encoded, ...event } = proxyEvent(exchange);
  // What a function is told as null is empty here.
  const filled = Object.entries(event).map(([name, value]) => [name, value ?? {}]);
  return JSON.stringify({ type: 'REQUEST', methodArn: arn, ...Object.fromEntries(filled) });
}

function judgementOf(log: Log, name: string, result: InvokeResult, latencyMs: number): Judgement {
  if (result.functionError) {
    const { errorMessage } = parse(result.payload);
    if (errorMessage === 'Unauthorized') throw new GatewayFault('UNAUTHORIZED');
    log.line('gateway', `authorizer ${name} failed: ${String(errorMessage)}`);
    throw new GatewayFault('AUTHORIZER_FAILURE');
  }
  const { principalId, policyDocument, context, usageIdentifierKey } = parse(result.payload);
  const values = context === undefined || context === null ? {} : (context as object);
  if (typeof principalId !== 'string' || Object.values(values).some(isStructured)) {
    log.line('gateway', `authorizer ${name} answered no principalId, or a nested context`);
    throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
  }
  return {
    principalId,
    policyDocument,
    context: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])),
    usageKey: typeof usageIdentifierKey === 'string' ? usageIdentifierKey : undefined,
    latencyMs: Math.round(latencyMs),
  };
}

function isStructured(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function parse(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload);
    return isStructured(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function enforce(exchange: Exchange, judgement: Judgement): void {
  const verdict = evaluatePolicy(judgement.policyDocument, methodArn(exchange));
  if (verdict === undefined) throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
  if (verdict !== 'allow') {
    const suffix = verdict === 'explicit-deny' ? ' with an explicit deny' : '';
    throw new GatewayFault(
      'ACCESS_DENIED',
      `User is not authorized to access this resource${suffix}`,
    );
  }
  exchange.usageKey = judgement.usageKey;
  exchange.authorizer = {
    ...judgement.context,
    principalId: judgement.principalId,
    integrationLatency: String(judgement.latencyMs),
  };
}
