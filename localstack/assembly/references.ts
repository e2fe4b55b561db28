// Which resources a value of a template names.
import type { Value } from './intrinsics.ts';

const mentions = /\$\{([^!}.][^}.]*)(?:\.[^}]*)?\}/g;

function namesIn(argument: Value): string[] {
  const text = Array.isArray(argument) ? argument[0] : argument;
  return typeof text === 'string' ? [...text.matchAll(mentions)].map(([, name]) => name ?? '') : [];
}

function namedBy(key: string, argument: Value): string[] {
  if (key === 'Ref') return [String(argument)];
  if (key === 'Fn::Sub') return namesIn(argument);
  if (key !== 'Fn::GetAtt') return [];
  return [String(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0])];
}

/** Logical ids that a value names by Ref, Fn::GetAtt or Fn::Sub. */
export function references(value: Value, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    for (const name of namedBy(key, inner)) found.add(name);
    references(inner, found);
  }
  return found;
}
