// How a value of the CDK's context is read, e.g. `-c domain=api.example.com`; what is wrong or missing is said and stops the synthesis.
import type { Node } from 'constructs';

export const refuse = (name: string, why: string): never => {
  throw new Error(`context "${name}" ${why}`);
};

export const text = (node: Node, name: string): string | undefined => {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string'
    ? value
    : refuse(name, `is ${JSON.stringify(value)}: not a text`);
};

export const matching = (
  node: Node,
  name: string,
  form: RegExp,
  wanted: string,
): string | undefined => {
  const value = text(node, name);
  if (value === undefined || form.test(value)) return value;
  return refuse(name, `is ${JSON.stringify(value)}: it must be ${wanted}`);
};

/** Commas between, as on the command line. */
export const list = (node: Node, name: string, form: RegExp, wanted: string): readonly string[] => {
  const values = text(node, name)?.split(',') ?? [];
  const wrong = values.find((value) => !form.test(value));
  if (wrong !== undefined) refuse(name, `has ${JSON.stringify(wrong)}: each must be ${wanted}`);
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) refuse(name, `has ${JSON.stringify(twice)} twice`);
  return values;
};

/** One of some words; the first is the default. */
export const oneOf = <W extends string>(
  node: Node,
  name: string,
  words: readonly [W, ...W[]],
): W => {
  const value = text(node, name) ?? words[0];
  return (
    words.find((word) => word === value) ??
    refuse(name, `is ${JSON.stringify(value)}: it must be ${words.join(' or ')}`)
  );
};

/** What only means something beside another option, which is not there. */
export const refuseAlone = (node: Node, name: string, by: string): void => {
  if (text(node, name) !== undefined) refuse(name, `means nothing without "${by}"`);
};

interface Requirement {
  readonly form: RegExp;
  readonly wanted: string;
  readonly by: string;
}

/** What another option wants: `by` names it. */
export const required = (node: Node, name: string, { form, wanted, by }: Requirement): string =>
  matching(node, name, form, wanted) ??
  refuse(name, `is missing: "${by}" wants it, pass -c ${name}=<${wanted}>`);
