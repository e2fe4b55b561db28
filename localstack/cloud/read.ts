// Reads the properties of a resource; what is wrong with them is said with the resource's path.

import type { Resource } from './cloud.ts';

export type Properties = Record<string, unknown>;

export class ResourceError extends Error {
  constructor(resource: Resource, problem: string) {
    super(`${resource.type} ${resource.path}: ${problem}`);
    this.name = 'ResourceError';
  }
}

export function text(resource: Resource, name: string): string {
  const value = optionalText(resource.properties, name);
  if (value === undefined) throw new ResourceError(resource, `${name} is missing`);
  return value;
}

export function optionalText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** CloudFormation passes numbers both as numbers and as text. */
export function optionalNumber(properties: Properties, name: string): number | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : Number(value);
}

/** CloudFormation passes booleans both as booleans and as text. */
export function flag(properties: Properties, name: string): boolean {
  return properties[name] === true || properties[name] === 'true';
}

export function list(properties: Properties, name: string): unknown[] {
  const value = properties[name];
  return Array.isArray(value) ? value : [];
}

export function objects(properties: Properties, name: string): Properties[] {
  return list(properties, name).filter(isObject);
}

export function texts(properties: Properties, name: string): string[] {
  return list(properties, name).map(String);
}

export function object(properties: Properties, name: string): Properties {
  const value = properties[name];
  return isObject(value) ? value : {};
}

export function textMap(properties: Properties, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object(properties, name)).map(([key, value]) => [key, String(value)]),
  );
}

export function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
