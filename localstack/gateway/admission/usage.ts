// API keys, usage plans and throttles: who may call how often.

import { last } from '../../cloud/protocol/http-headers.ts';
import { GatewayFault } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import type { ApiKey, ApiRegistry, Throttle, UsagePlan } from '../model.ts';
import { type TokenBucket, tokenBucket } from './token-bucket.ts';

export interface Usage {
  /** Throttle of the stage, before anything else is done. */
  admit(exchange: Exchange): void;
  /** API key, its plan's throttle and its quota, after the authorizer. */
  meter(exchange: Exchange): void;
}

const dayMs = 86_400_000;

/** Each key has a bucket of its own; throws a fault where it is empty. */
function throttles(now: () => number) {
  const buckets = new Map<string, TokenBucket>();
  return (key: string, throttle: Throttle | undefined): void => {
    if (!throttle) return;
    let bucket = buckets.get(key);
    if (!bucket) {
      bucket = tokenBucket(throttle, now);
      buckets.set(key, bucket);
    }
    if (!bucket()) throw new GatewayFault('THROTTLED');
  };
}

/** Each key has so many requests a period; throws a fault where they are used up. */
function quotas(now: () => number) {
  const counters = new Map<string, { period: number; used: number }>();
  return (plan: UsagePlan, key: ApiKey): void => {
    if (!plan.quota) return;
    const period = periodOf(plan.quota.period, now());
    const id = `${plan.id}/${key.id}`;
    const known = counters.get(id);
    const used = known?.period === period ? known.used : 0;
    if (used >= plan.quota.limit) throw new GatewayFault('QUOTA_EXCEEDED');
    counters.set(id, { period, used: used + 1 });
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export function usageOf(
  registry: Pick<ApiRegistry, 'keys' | 'plans'>,
  now: () => number = Date.now,
): Usage {
  const take = throttles(now);
  const count = quotas(now);

  return {
    admit(exchange) {
      const [name, throttle] = mostSpecific(exchange.stage.throttles, exchange) ?? [];
      if (throttle) take(`stage/${exchange.api.id}/${exchange.stage.name}/${name}`, throttle);
    },
    meter(exchange) {
      if (!exchange.method?.apiKeyRequired) return;
      const key = keyOf(registry, exchange);
      const plan = key && planOf(registry, exchange, key);
      if (!key || !plan) throw new GatewayFault('INVALID_API_KEY');
      exchange.apiKey = { id: key.id, value: key.value };
      const stage = plan.stages.find((one) => one.stage === exchange.stage.name);
      const [name, throttle] = (stage && mostSpecific(stage.throttles, exchange)) ?? [];
      take(`plan/${plan.id}/${key.id}/${name ?? ''}`, throttle ?? plan.throttle);
      count(plan, key);
    },
  };
}

function keyOf(registry: Pick<ApiRegistry, 'keys'>, exchange: Exchange): ApiKey | undefined {
  const value =
    exchange.api.apiKeySource === 'AUTHORIZER'
      ? exchange.usageKey
      : last(exchange.request.headers, 'x-api-key');
  return [...registry.keys.values()].find((key) => key.enabled && key.value === value);
}

function planOf(
  registry: Pick<ApiRegistry, 'plans'>,
  exchange: Exchange,
  key: ApiKey,
): UsagePlan | undefined {
  return [...registry.plans.values()].find(
    (plan) =>
      plan.keyIds.has(key.id) &&
      plan.stages.some(
        ({ apiId, stage }) => apiId === exchange.api.id && stage === exchange.stage.name,
      ),
  );
}

/** `MethodSettings` and plan throttles name a resource path and method, either as `*`. */
function mostSpecific(
  throttles: Map<string, Throttle>,
  { match, request }: Exchange,
): [string, Throttle] | undefined {
  const path = match?.resourcePath ?? '';
  for (const name of [`${path}/${request.method}`, `${path}/*`, `/*/${request.method}`, '/*/*']) {
    const throttle = throttles.get(name);
    if (throttle) return [name, throttle];
  }
  return undefined;
}

function periodOf(period: 'DAY' | 'WEEK' | 'MONTH', at: number): number {
  const date = new Date(at);
  if (period === 'MONTH') return date.getUTCFullYear() * 12 + date.getUTCMonth();
  const day = Math.floor(at / dayMs);
  // 1 January 1970 was a Thursday; weeks of a quota start on Sunday.
  return period === 'WEEK' ? Math.floor((day + 4) / 7) : day;
}
