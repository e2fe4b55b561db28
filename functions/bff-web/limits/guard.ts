// What stands before a document is carried out: its size, its shape, the rules of the language, and what it costs.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  type ValidationRule,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { documentRefusal } from '../refusal.ts';
import { costOf } from './cost.ts';
import { checkShape, type ShapeLimits } from './shape.ts';

export interface DocumentLimits extends ShapeLimits {
  readonly tokens: number;
  readonly cost: number;
  readonly introspection: boolean;
}

/** What more there is wrong, whoever wrote it finds after mending these. */
const mostErrors = 5;

const read = (text: string, limits: DocumentLimits): DocumentNode => {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.tokens, noLocation: false });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    const code = message.includes('tokens') ? 'document-too-large' : 'document-malformed';
    throw documentRefusal(code, message, { source, positions });
  }
  checkShape(document, limits);
  return document;
};

const faultsOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[] | undefined,
  limits: DocumentLimits,
) => {
  const all = limits.introspection ? rules : [...(rules ?? []), NoSchemaIntrospectionCustomRule];
  const options = { maxErrors: mostErrors, hideSuggestions: !limits.introspection };
  return validate(schema, document, all, options).map((error) =>
    documentRefusal('document-invalid', error.message, { nodes: error.nodes }),
  );
};

const fragmentsIn = ({ definitions }: DocumentNode) =>
  new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );

const noOperation = (): GraphQLError =>
  documentRefusal('operation-unknown', 'Name one of the operations of the document.');

export const guard = (limits: DocumentLimits): Plugin => ({
  onParse: ({ setParseFn }) => {
    setParseFn((text: string) => read(text, limits));
    return ({ result, context, replaceParseResult }) => {
      if (result === null || result instanceof Error) return;
      const { operationName } = context.params;
      if (!getOperationAST(result, operationName)) replaceParseResult(noOperation());
    };
  },
  onValidate: ({ setValidationFn }) =>
    setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules?: ValidationRule[]) =>
      faultsOf(schema, document, rules, limits),
    ),
  onExecute: ({ args, setResultAndStopExecution }) => {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    if (!operation) return;
    const variables = (variableValues ?? {}) as Record<string, unknown>;
    const cost = costOf({ schema, operation, fragments: fragmentsIn(document), variables });
    if (cost > limits.cost) {
      const message = `It costs ${cost}, and ${limits.cost} is the most: ask for fewer items or fewer fields of each.`;
      setResultAndStopExecution({ errors: [documentRefusal('document-too-costly', message)] });
    }
  },
});
