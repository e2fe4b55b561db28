// Request validators: required parameters, and bodies against the models of the API.

import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { last } from '../../cloud/protocol/http-headers.ts';
import { GatewayFault } from '../answer.ts';
import { type Exchange, placedValue } from '../exchange.ts';
import type { Method, RestApi } from '../model.ts';

const compiled = new WeakMap<RestApi, Map<string, ValidateFunction>>();

export function validateParameters(exchange: Exchange): void {
  const { method, api } = exchange;
  if (!method || !api.validators.get(method.validatorId ?? '')?.parameters) return;
  const missing = requiredOf(method).filter(([place, name]) => !placedValue(exchange, place, name));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name).join(', ');
  throw new GatewayFault(
    'BAD_REQUEST_PARAMETERS',
    `Missing required request parameters: [${names}]`,
  );
}

function requiredOf(method: Method): [string, string][] {
  return Object.entries(method.requestParameters)
    .filter(([, required]) => required)
    .map(([parameter]) => {
      const [, place = '', name = ''] =
        /^method\.request\.(path|querystring|header)\.(.+)$/.exec(parameter) ?? [];
      return [place, name];
    });
}

/** Where a validator of the method wants it. */
export function validateBody(exchange: Exchange): void {
  const { method, api } = exchange;
  if (api.validators.get(method?.validatorId ?? '')?.body !== true) return;
  const type = last(exchange.request.headers, 'content-type')?.split(';')[0]?.trim();
  const name = method?.requestModels[type ?? 'application/json'] ?? method?.requestModels.$default;
  if (!name) return;
  const validate = validatorFor(api, name);
  const problem = problemOf(validate, exchange.body?.toString('utf8') ?? '');
  if (problem) throw new GatewayFault('BAD_REQUEST_BODY', undefined, problem);
}

function problemOf(validate: ValidateFunction, body: string): string | undefined {
  try {
    if (validate(JSON.parse(body))) return undefined;
  } catch {
    return '[Invalid JSON]';
  }
  return `[${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join(', ')}]`;
}

function validatorFor(api: RestApi, name: string): ValidateFunction {
  let validators = compiled.get(api);
  if (!validators) {
    validators = compileModels(api);
    compiled.set(api, validators);
  }
  const validate = validators.get(name);
  if (!validate) throw new GatewayFault('API_CONFIGURATION_ERROR');
  return validate;
}

/** Models are JSON Schema draft 4, in which Ajv reads all but the dialect's own name. */
function compileModels(api: RestApi): Map<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, validateFormats: true, logger: false });
  addFormats.default(ajv);
  for (const [name, schema] of api.models) {
    const { $schema: _dialect, id: _id, ...rest } = schema as Record<string, unknown>;
    ajv.addSchema(rest, modelUrl(api, name));
  }
  return new Map(
    [...api.models.keys()].map((name) => {
      const validate = ajv.getSchema(modelUrl(api, name));
      if (!validate) throw new Error(`model ${name} cannot be compiled`);
      return [name, validate];
    }),
  );
}

function modelUrl(api: RestApi, name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${api.id}/models/${name}`;
}
