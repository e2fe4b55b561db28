// IAM policy documents: compiled once, then matched against an action, a resource and a context.

import { wildcard } from '../cloud/wildcard.ts';
import { compileCondition, type Test } from './iam-conditions.ts';
import { asPattern, type Context, filled, hasVariables } from './variables.ts';

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

type Matcher = (value: string, context: Context) => boolean;

export interface Statement {
  readonly deny: boolean;
  readonly action: Matcher;
  readonly resource: Matcher;
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

/** Resources as a policy since the version 2012-10-17 names them. */
function filledMatcher(patterns: readonly string[]): Matcher {
  const plain = matcher(patterns.filter((pattern) => !hasVariables(pattern)));
  const others = patterns.filter(hasVariables);
  return (value, context) =>
    plain(value) ||
    matcher(others.flatMap((pattern) => filled(pattern, context, asPattern) ?? []))(value);
}

/** Of an element, or of the one that names all but those; undefined where there is neither. */
function either(
  include: unknown,
  exclude: unknown,
  match: (patterns: readonly string[]) => Matcher,
): Matcher | undefined {
  if (include !== undefined) return match(list(include));
  if (exclude === undefined) return undefined;
  const excluded = match(list(exclude));
  return (value, context) => !excluded(value, context);
}

function principalMatcher(principal: unknown): (value: string) => boolean {
  if (principal === undefined || principal === '*') return () => true;
  const named = Object.values(principal as Record<string, unknown>).flatMap(list);
  return matcher(named);
}

function compileStatement(
  statement: PolicyStatement,
  path: string,
  withVariables: boolean,
): Statement {
  for (const key of Object.keys(statement)) {
    if (!known.has(key)) throw new Error(`${path}: policy element ${key} is not interpreted`);
  }
  // A Deny in another case would be read as an Allow.
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw new Error(`${path}: the Effect of a statement is Allow or Deny, not ${statement.Effect}`);
  }
  return {
    deny: statement.Effect === 'Deny',
    action:
      either(statement.Action, statement.NotAction, (names) => matcher(names, 'i')) ??
      (() => false),
    resource:
      either(
        statement.Resource,
        statement.NotResource,
        withVariables ? filledMatcher : (names) => matcher(names),
      ) ?? (() => true),
    principal: principalMatcher(statement.Principal),
    condition: compileCondition(statement.Condition, { path, hasVariables: withVariables }),
  };
}

export function compilePolicy(document: PolicyDocument, path: string): Statement[] {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const withVariables = document.Version === '2012-10-17';
  return statements.map((statement) =>
    compileStatement(statement as PolicyStatement, path, withVariables),
  );
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
    const { context = {} } = question;
    const matches =
      statement.action(question.action, context) &&
      statement.resource(question.resource, context) &&
      (question.principal === undefined || statement.principal(question.principal)) &&
      statement.condition(context);
    if (matches && statement.deny) return 'denied';
    if (matches) verdict = 'allowed';
  }
  return verdict;
}
