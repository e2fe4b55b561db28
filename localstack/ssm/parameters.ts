// SSM Parameter Store: parameters of the templates and those an operator provides.
import type { Parameters } from '../cloud/cloud.ts';

/** What is said of a version beside its value. */
export interface About {
  readonly type: string;
  readonly tier: 'Standard' | 'Advanced';
  readonly dataType: string;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
}

export interface ParameterVersion extends About {
  readonly name: string;
  readonly value: string;
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
  /** Oldest first. */
  versions(name: string): readonly ParameterVersion[];
  put(name: string, value: string, about?: Partial<About>): ParameterVersion;
  delete(name: string): boolean;
}

const mostVersions = 100;
const usual: About = { type: 'String', tier: 'Standard', dataType: 'text' };
const normal = (name: string) => (name.includes('/') && !name.startsWith('/') ? `/${name}` : name);

export function createParameters(provided: Readonly<Record<string, string>>): ParameterStore {
  /** Oldest first. */
  const kept = new Map<string, ParameterVersion[]>();

  function put(given: string, value: string, about: Partial<About> = {}): ParameterVersion {
    const name = normal(given);
    const versions = kept.get(name) ?? [];
    const version = (versions.at(-1)?.version ?? 0) + 1;
    const made = { ...usual, ...about, name, value, version, modifiedAt: Date.now() };
    kept.set(name, [...versions, made].slice(-mostVersions));
    return made;
  }

  function find(name: string, version?: number): ParameterVersion | undefined {
    const versions = kept.get(normal(name));
    return version === undefined
      ? versions?.at(-1)
      : versions?.find((one) => one.version === version);
  }

  for (const [name, value] of Object.entries(provided)) put(name, value);
  return {
    get: (name, version) => find(name, version)?.value,
    find,
    versions: (name) => kept.get(normal(name)) ?? [],
    put,
    delete: (name) => kept.delete(normal(name)),
    entries: () => [...kept.values()].flatMap((versions) => versions.at(-1) ?? []),
  };
}
