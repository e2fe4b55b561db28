// IAM policy documents: compiled once, then matched against an action, a resource and a context.

import { wildcard } from '../cloud/wildcard.ts';
import { type Context, compileCondition, type Test } from './iam-conditions.ts';

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface Statement {
  readonly deny: boolean;
  readonly action: (action: string) => boolean;
  readonly resource: (resource: string) => boolean;
  readonly principal: (principal: string) => boolean;
  readonly condition: Test;
}

export type Verdict = 'allowed' | 'denied' | 'unmatched';

const known = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

const list = (value: unknown): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);

function matcher(patterns: readonly string[], flags = ''): (value: string) => boolean {
  if (patterns.includes('*')) return () => true;
  const expressions = patterns.map((pattern) => wildcard(pattern, flags));
  return (value) => expressions.some((expression) => expression.test(value));
}

function either(
  include: unknown,
  exclude: unknown,
  whenNeither: boolean,
  flags = '',
): (value: string) => boolean {
  if (include !== undefined) return matcher(list(include), flags);
  if (exclude !== undefined) {
    const excluded = matcher(list(exclude), flags);
    return (value) => !excluded(value);
  }
  return () => whenNeither;
}

function principalMatcher(principal: unknown): (value: string) => boolean {
  if (principal === undefined || principal === '*') return () => true;
  const named = Object.values(principal as Record<string, unknown>).flatMap(list);
  return matcher(named);
}

function compileStatement(statement: PolicyStatement, path: string): Statement {
  for (const key of Object.keys(statement)) {
    if (!known.has(key)) throw new Error(`${path}: policy element ${key} is not interpreted`);
  }
  // A Deny in another case would be read as an Allow.
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw new Error(`${path}: the Effect of a statement is Allow or Deny, not ${statement.Effect}`);
  }
  return {
    deny: statement.Effect === 'Deny',
    action: either(statement.Action, statement.NotAction, false, 'i'),
    resource: either(statement.Resource, statement.NotResource, true),
    principal: principalMatcher(statement.Principal),
    condition: compileCondition(statement.Condition, path),
  };
}

export function compilePolicy(document: PolicyDocument, path: string): Statement[] {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.map((statement) => compileStatement(statement as PolicyStatement, path));
}

export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly principal?: string;
  readonly context?: Context;
}

/** An explicit Deny wins over any Allow; nothing that matches is a denial too. */
export function evaluate(statements: readonly Statement[], question: Question): Verdict {
  let verdict: Verdict = 'unmatched';
  for (const statement of statements) {
    const matches =
      statement.action(question.action) &&
      statement.resource(question.resource) &&
      (question.principal === undefined || statement.principal(question.principal)) &&
      statement.condition(question.context ?? {});
    if (matches && statement.deny) return 'denied';
    if (matches) verdict = 'allowed';
  }
  return verdict;
}
