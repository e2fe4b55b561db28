// Listener rules of a load balancer: the first rule by priority whose conditions all hold.

import { wildcard } from '../cloud/wildcard.ts';
import type { TargetGroup } from './target-group.ts';

export type Action =
  | { readonly type: 'forward'; readonly groups: readonly TargetGroup[] }
  | {
      readonly type: 'fixed-response';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };

export interface Condition {
  readonly field: 'path-pattern' | 'host-header' | 'http-request-method' | 'http-header';
  readonly name?: string;
  readonly values: readonly string[];
}

export interface ListenerRule {
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

export interface Routable {
  readonly method: string;
  /** Path with query string. */
  readonly path: string;
  header(name: string): string | undefined;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
export function matches(rule: ListenerRule, request: Routable): boolean {
  return rule.conditions.every((condition) => {
    const value = comparedValue(condition, request);
    return (
      value !== undefined && condition.values.some((pattern) => test(condition, pattern, value))
    );
  });
}

function comparedValue(condition: Condition, request: Routable): string | undefined {
  switch (condition.field) {
    case 'path-pattern':
      return request.path.split('?')[0];
    case 'host-header':
      return request.header('host')?.split(':')[0];
    case 'http-request-method':
      return request.method;
    case 'http-header':
      return request.header(condition.name ?? '');
    default:
      return condition.field satisfies never;
  }
}

const compiled = new Map<string, RegExp>();

function test(condition: Condition, pattern: string, value: string): boolean {
  if (condition.field === 'http-request-method') return pattern === value;
  const flags = condition.field === 'path-pattern' ? '' : 'i';
  const key = `${flags}/${pattern}`;
  let expression = compiled.get(key);
  if (!expression) {
    expression = wildcard(pattern, flags);
    compiled.set(key, expression);
  }
  return expression.test(value);
}
