// SSM Parameter Store: parameters of the templates and those an operator provides.
import type { Parameters } from './cloud.ts';

export interface ParameterStore extends Parameters {
  entries(): { name: string; value: string; type: string }[];
  put(name: string, value: string, type?: string): void;
}

const normal = (name: string) => (name.includes('/') && !name.startsWith('/') ? `/${name}` : name);

export function createParameters(provided: Readonly<Record<string, string>>): ParameterStore {
  const values = new Map<string, { value: string; type: string }>();
  for (const [name, value] of Object.entries(provided)) {
    values.set(normal(name), { value, type: 'String' });
  }
  return {
    get: (name) => values.get(normal(name))?.value,
    put(name, value, type = 'String') {
      values.set(normal(name), { value, type });
    },
    entries: () => [...values].map(([name, entry]) => ({ name, ...entry })),
  };
}
