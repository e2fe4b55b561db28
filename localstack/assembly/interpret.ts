// Runs an assembly: stack after stack, resource after resource, each made by the handler of its type.

import type { Account } from '../cloud/arn.ts';
import type { Created, Resource, ResourceHandler, StackOutput } from '../cloud/cloud.ts';
import { acceptedResource, isAccepted } from './accepted.ts';
import type { Stack, TemplateResource } from './assembly.ts';
import { resolve } from './intrinsics.ts';
import { checkProperties } from './properties.ts';
import { references } from './references.ts';
import { createScope, type ScopeServices, type StackState } from './scope.ts';

export interface Interpretation extends ScopeServices {
  readonly handlers: readonly ResourceHandler[];
  readonly onCreated?: (resource: Resource, created: Created, durationMs: number) => void;
  readonly onOutput?: (output: StackOutput) => void;
}

const dependenciesOf = (resource: TemplateResource): string[] => {
  const explicit = resource.DependsOn ?? [];
  const named = typeof explicit === 'string' ? [explicit] : explicit;
  return [...named, ...references(resource.Properties ?? {})];
};

/** Logical ids so that each comes after all it names. */
export function creationOrder(
  resources: Readonly<Record<string, TemplateResource>>,
  stack: string,
): string[] {
  const ordered: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  function visit(id: string, from: readonly string[]): void {
    const resource = resources[id];
    if (!resource || state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      throw new Error(`${stack}: circular dependency ${[...from, id].join(' → ')}`);
    }
    state.set(id, 'open');
    for (const dependency of dependenciesOf(resource)) {
      if (dependency !== id) visit(dependency, [...from, id]);
    }
    state.set(id, 'done');
    ordered.push(id);
  }
  for (const id of Object.keys(resources)) visit(id, []);
  return ordered;
}

function pathOf(stack: Stack, logicalId: string, template: TemplateResource): string {
  return String(template.Metadata?.['aws:cdk:path'] ?? `${stack.name}/${logicalId}`);
}

function assetPathOf(stack: Stack, properties: Record<string, unknown>): string | undefined {
  const code = properties.Code;
  if (typeof code !== 'object' || code === null) return undefined;
  const key = (code as Record<string, unknown>).S3Key;
  return typeof key === 'string' ? stack.asset(key) : undefined;
}

function describe(error: unknown, type: string, path: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const named = message.includes(path) ? message : `${type} ${path}: ${message}`;
  return new Error(named, { cause: error });
}

async function createResource(
  resource: Resource,
  handlers: ReadonlyMap<string, ResourceHandler>,
  account: Account,
): Promise<Created> {
  const handler = handlers.get(resource.type);
  if (handler) {
    checkProperties(resource, handler.properties);
    return await handler.create(resource);
  }
  if (isAccepted(resource.type)) return acceptedResource(resource, account);
  throw new Error(
    'this type is not handled by the embedded cloud: write a handler in the folder of its service, or add the type to localstack/assembly/accepted.ts if it changes nothing on a laptop',
  );
}

/** Throws where an output names what is not there, or exports what another one exports. */
function outputsOf(state: StackState, services: ScopeServices): readonly StackOutput[] {
  const { name, template } = state.stack;
  const { exports } = state.shared;
  const scope = createScope(state, `${name}/Outputs`, services);
  return Object.entries(template.Outputs ?? {}).flatMap(([key, output]) => {
    const { Condition, Description: description, Value, Export } = output;
    if (Condition !== undefined && !scope.condition(Condition)) return [];
    const told = { stack: name, key, value: String(resolve(Value, scope)), description };
    if (!Export) return [told];
    const exportName = String(resolve(Export.Name, scope));
    if (exports.has(exportName)) throw new Error(`${name}: ${exportName} is exported already`);
    exports.set(exportName, told.value);
    return [{ ...told, exportName }];
  });
}

export async function interpret(
  stacks: readonly Stack[],
  interpretation: Interpretation,
): Promise<void> {
  const { account, onCreated, onOutput } = interpretation;
  const handlers = new Map(interpretation.handlers.map((handler) => [handler.type, handler]));
  const shared = { exports: new Map<string, unknown>(), restApis: new Set<string>() };

  async function createOne(stack: Stack, state: StackState, logicalId: string): Promise<void> {
    const template = stack.template.Resources?.[logicalId];
    if (!template) return;
    const path = pathOf(stack, logicalId, template);
    const scope = createScope(state, path, interpretation);
    if (template.Condition !== undefined && !scope.condition(template.Condition)) return;
    const started = performance.now();
    try {
      const properties = resolve(template.Properties ?? {}, scope) as Record<string, unknown>;
      const resource: Resource = {
        stack: stack.name,
        logicalId,
        type: template.Type,
        path,
        properties,
        assetPath: assetPathOf(stack, properties),
      };
      const created = await createResource(resource, handlers, account);
      state.created.set(logicalId, created);
      if (template.Type === 'AWS::ApiGateway::RestApi') shared.restApis.add(created.ref);
      onCreated?.(resource, created, performance.now() - started);
    } catch (error) {
      throw describe(error, template.Type, path);
    }
  }

  for (const stack of stacks) {
    const state: StackState = { stack, created: new Map(), conditions: new Map(), shared };
    for (const id of creationOrder(stack.template.Resources ?? {}, stack.name)) {
      await createOne(stack, state, id);
    }
    for (const output of outputsOf(state, interpretation)) onOutput?.(output);
  }
}
