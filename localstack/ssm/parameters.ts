// SSM Parameter Store: parameters of the templates and those an operator provides.
import type { Parameters } from '../cloud/cloud.ts';

export interface ParameterVersion {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** Counts from 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface ParameterStore extends Parameters {
  /** The latest versions. */
  entries(): readonly ParameterVersion[];
  /** The latest version where none is named. */
  find(name: string, version?: number): ParameterVersion | undefined;
  put(name: string, value: string, type?: string): ParameterVersion;
  delete(name: string): boolean;
}

const mostVersions = 100;
const normal = (name: string) => (name.includes('/') && !name.startsWith('/') ? `/${name}` : name);

export function createParameters(provided: Readonly<Record<string, string>>): ParameterStore {
  /** Oldest first. */
  const kept = new Map<string, ParameterVersion[]>();

  function put(given: string, value: string, type = 'String'): ParameterVersion {
    const name = normal(given);
    const versions = kept.get(name) ?? [];
    const version = (versions.at(-1)?.version ?? 0) + 1;
    const made = { name, value, type, version, modifiedAt: Date.now() };
    kept.set(name, [...versions, made].slice(-mostVersions));
    return made;
  }

  for (const [name, value] of Object.entries(provided)) put(name, value);
  return {
    get: (name) => kept.get(normal(name))?.at(-1)?.value,
    find(name, version) {
      const versions = kept.get(normal(name));
      return version === undefined
        ? versions?.at(-1)
        : versions?.find((one) => one.version === version);
    },
    put,
    delete: (name) => kept.delete(normal(name)),
    entries: () => [...kept.values()].flatMap((versions) => versions.at(-1) ?? []),
  };
}
