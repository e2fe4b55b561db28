// AWS::ApiGateway stages and usage plans: throttles, quotas, access log, who holds which key.

import { randomBytes } from 'node:crypto';
import type { Resource, ResourceHandler } from '../../cloud/cloud.ts';
import {
  flag,
  isObject,
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  text,
  textMap,
} from '../../cloud/read.ts';
import type { ApiRegistry, Throttle, UsagePlan } from '../model.ts';
import { idOf } from './identity.ts';

const apiStageProperties = [
  'AccessLogSetting.DestinationArn',
  'AccessLogSetting.Format',
  'DeploymentId',
  'Description',
  'MethodSettings.CachingEnabled',
  'MethodSettings.DataTraceEnabled',
  'MethodSettings.HttpMethod',
  'MethodSettings.LoggingLevel',
  'MethodSettings.MetricsEnabled',
  'MethodSettings.ResourcePath',
  'MethodSettings.ThrottlingBurstLimit',
  'MethodSettings.ThrottlingRateLimit',
  'RestApiId',
  'StageName',
  'Tags',
  'TracingEnabled',
  'Variables',
];

export const apiStage = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::Stage',
  properties: apiStageProperties,
  create(resource) {
    const { properties } = resource;
    const apiId = text(resource, 'RestApiId');
    const api = registry.apis.get(apiId);
    if (!api) throw new ResourceError(resource, `there is no REST API ${apiId}`);
    const name = text(resource, 'StageName');
    api.stages.set(name, {
      deploymentId: optionalText(properties, 'DeploymentId'),
      name,
      variables: textMap(properties, 'Variables'),
      accessLogFormat: optionalText(object(properties, 'AccessLogSetting'), 'Format'),
      throttles: methodThrottles(resource),
    });
    return { ref: name };
  },
});

function methodThrottles(resource: Resource): Map<string, Throttle> {
  const throttles = new Map<string, Throttle>();
  for (const setting of objects(resource.properties, 'MethodSettings')) {
    if (flag(setting, 'CachingEnabled')) {
      throw new ResourceError(resource, 'MethodSettings.CachingEnabled is not handled');
    }
    const throttle = throttleOf(setting, 'ThrottlingRateLimit', 'ThrottlingBurstLimit');
    if (throttle) throttles.set(settingKey(setting), throttle);
  }
  return throttles;
}

/** A resource path in a setting is written as a JSON pointer: `/~1orders~1{id}` or `/*`. */
function settingKey(setting: Properties): string {
  const path = optionalText(setting, 'ResourcePath') ?? '/*';
  const decoded = path.startsWith('/~1') ? path.slice(1).replaceAll('~1', '/') : path;
  return `${decoded}/${optionalText(setting, 'HttpMethod') ?? '*'}`;
}

function throttleOf(properties: Properties, rate: string, burst: string): Throttle | undefined {
  const perSecond = optionalNumber(properties, rate);
  const atOnce = optionalNumber(properties, burst);
  if (perSecond === undefined && atOnce === undefined) return undefined;
  return {
    rate: perSecond ?? atOnce ?? 0,
    burst: atOnce ?? Math.max(1, Math.ceil(perSecond ?? 1)),
  };
}

const usagePlanProperties = [
  'ApiStages.ApiId',
  'ApiStages.Stage',
  'ApiStages.Throttle',
  'Description',
  'Quota.Limit',
  'Quota.Period',
  'Tags',
  'Throttle.BurstLimit',
  'Throttle.RateLimit',
  'UsagePlanName',
];

export const usagePlan = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::UsagePlan',
  properties: usagePlanProperties,
  create(resource) {
    const { properties } = resource;
    const id = `${resource.stack}-${resource.logicalId}`;
    registry.plans.set(id, {
      id,
      stages: objects(properties, 'ApiStages').map((stage) => ({
        apiId: optionalText(stage, 'ApiId') ?? '',
        stage: optionalText(stage, 'Stage') ?? '',
        throttles: planThrottles(stage),
      })),
      throttle: throttleOf(object(properties, 'Throttle'), 'RateLimit', 'BurstLimit'),
      quota: quotaOf(resource),
      keyIds: new Set(),
    });
    return { ref: id, attributes: { Id: id } };
  },
});

function planThrottles(stage: Properties): Map<string, Throttle> {
  const throttles = new Map<string, Throttle>();
  for (const [key, value] of Object.entries(object(stage, 'Throttle'))) {
    const throttle = isObject(value) ? throttleOf(value, 'RateLimit', 'BurstLimit') : undefined;
    if (throttle) throttles.set(key, throttle);
  }
  return throttles;
}

function quotaOf(resource: Resource): UsagePlan['quota'] {
  const quota = object(resource.properties, 'Quota');
  const limit = optionalNumber(quota, 'Limit');
  if (limit === undefined) return undefined;
  const period = optionalText(quota, 'Period');
  if (period === 'DAY' || period === 'WEEK' || period === 'MONTH') return { limit, period };
  throw new ResourceError(resource, `Quota.Period ${period} is not DAY, WEEK or MONTH`);
}

export const usagePlanKey = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::UsagePlanKey',
  properties: ['KeyId', 'KeyType', 'UsagePlanId'],
  create(resource) {
    const plan = registry.plans.get(text(resource, 'UsagePlanId'));
    if (!plan) throw new ResourceError(resource, 'there is no such usage plan');
    const keyId = text(resource, 'KeyId');
    plan.keyIds.add(keyId);
    return { ref: `${keyId}:${plan.id}` };
  },
});

export const apiKey = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGateway::ApiKey',
  properties: ['CustomerId', 'Description', 'Enabled', 'Name', 'StageKeys', 'Tags', 'Value'],
  create(resource) {
    const { properties } = resource;
    const id = idOf(resource);
    registry.keys.set(id, {
      id,
      value: optionalText(properties, 'Value') ?? randomBytes(20).toString('hex'),
      enabled: flag(properties, 'Enabled'),
    });
    return { ref: id, attributes: { APIKeyId: id } };
  },
});
