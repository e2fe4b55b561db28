// Evaluates the policy document a Lambda authorizer answers, against the ARN of the method called.

import { wildcard } from '../../cloud/wildcard.ts';

export type Verdict = 'allow' | 'explicit-deny' | 'implicit-deny';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

const invoke = 'execute-api:Invoke';

/** Answers undefined when the document is not a policy. */
export function evaluatePolicy(document: unknown, methodArn: string): Verdict | undefined {
  const statements = statementsOf(document);
  if (!statements) return undefined;
  const matching = statements.filter(
    (statement) => covers(statement.Action, invoke, 'i') && covers(statement.Resource, methodArn),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allow' : 'implicit-deny';
}

function statementsOf(document: unknown): Statement[] | undefined {
  const declared = (document as { Statement?: unknown } | null | undefined)?.Statement;
  if (declared === undefined) return undefined;
  const statements: unknown[] = Array.isArray(declared) ? declared : [declared];
  return statements.every(isStatement) ? statements : undefined;
}

function isStatement(value: unknown): value is Statement {
  const statement = value as Statement | null;
  return (
    (statement?.Effect === 'Allow' || statement?.Effect === 'Deny') &&
    isTexts(statement.Action) &&
    isTexts(statement.Resource)
  );
}

function isTexts(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every(isText));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function covers(patterns: string | string[], value: string, flags = ''): boolean {
  return [patterns].flat().some((pattern) => wildcard(pattern, flags).test(value));
}
