// A rule over all resources of a type, and a change to the system that must break it.
import { describe, expect, it } from 'vitest';
import { systemOf } from './assembly.ts';
import { type Resource, type System, set } from './system.ts';

export interface Rule {
  /** What holds, in the present tense. */
  readonly fact: string;
  readonly type: string;
  /** @default all of the type */
  readonly where?: (resource: Resource, system: System) => boolean;
  readonly holds: (resource: Resource, system: System) => boolean;
  /** A path and a value that the first such resource must not have, or a change to the whole system. */
  readonly broken: readonly [path: string, value: unknown] | ((system: System) => void);
  /** @default both */
  readonly stages?: readonly ('dev' | 'prod')[];
}

const concerned = ({ type, where = () => true }: Rule, system: System): readonly Resource[] =>
  system.of(type).filter((resource) => where(resource, system));

const offenders = (rule: Rule, system: System): readonly string[] =>
  concerned(rule, system)
    .filter((resource) => !rule.holds(resource, system))
    .map(({ stack, id }) => `${stack}/${id}`);

const spoil = (rule: Rule, system: System): System => {
  const copy = system.copy();
  if (typeof rule.broken === 'function') rule.broken(copy);
  else set(concerned(rule, copy)[0]?.properties, ...rule.broken);
  return copy;
};

/** Each rule holds in each stage, concerns something, and notices when it is broken. */
export const describeRules = (title: string, rules: readonly Rule[]): void => {
  describe.each(['dev', 'prod'] as const)(`${title} (%s)`, (stage) => {
    const system = systemOf(stage);
    for (const rule of rules.filter(({ stages }) => stages?.includes(stage) ?? true)) {
      it(rule.fact, () => {
        expect(concerned(rule, system)).not.toEqual([]);
        expect(offenders(rule, system)).toEqual([]);
        expect(offenders(rule, spoil(rule, system))).not.toEqual([]);
      });
    }
  });
};
