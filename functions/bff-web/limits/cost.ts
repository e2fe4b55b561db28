// What a valid document costs before it is carried out: calls of the API and fields, times the items they are for.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Costed {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A limit of 1,000 is twenty calls. */
const callCost = 50;

/** Beside all fields of Query and Mutation. */
const calling: ReadonlySet<string> = new Set(['Product.related', 'Order.timeline']);

/** Items of a list that nobody has limited. */
const usualLength = 5;

type Field = GraphQLField<unknown, unknown>;

const isList = ({ type }: Field): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/** A page is as long as its `first`, so its items are counted there. */
const itemsOf = (field: Field, wanted: number | undefined): number =>
  wanted ?? (isList(field) && field.name !== 'items' ? usualLength : 1);

/** @returns Cost in units of one field. */
export const costOf = ({ schema, operation, fragments, variables }: Costed): number => {
  const defaults = new Map(
    (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue,
    ]),
  );
  const known = new Map<string, number>();

  const numberOf = (node: { readonly kind: string } | undefined): unknown => {
    if (node?.kind === Kind.INT) return Number((node as { value?: string }).value);
    if (node?.kind !== Kind.VARIABLE) return undefined;
    const { value: name } = (node as unknown as { name: { value: string } }).name;
    // Not what every object has: `$toString` would count as one, and ask for its default.
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return given ?? numberOf(defaults.get(name));
  };

  const wantedOf = (node: FieldNode, field: Field): number | undefined => {
    const first = field.args.find(({ name }) => name === 'first');
    if (first === undefined) return undefined;
    const given = node.arguments?.find(({ name }) => name.value === 'first');
    const wanted = numberOf(given?.value) ?? numberOf(first.default?.literal);
    return typeof wanted === 'number' && wanted > 0 ? wanted : 1;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType): number => {
    const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
    // What tools ask about the schema is held by its depth.
    if (field === undefined || !isObjectType(parent)) return 1;
    const isRoot = parent === schema.getQueryType() || parent === schema.getMutationType();
    const own = isRoot || calling.has(`${parent.name}.${field.name}`) ? callCost : 1;
    const inside = ofSet(node.selectionSet, getNamedType(field.type));
    return own + itemsOf(field, wantedOf(node, field)) * inside;
  };

  const ofFragment = (name: string): number => {
    const cost = known.get(name) ?? ofDefinition(fragments.get(name));
    known.set(name, cost);
    return cost;
  };

  const ofDefinition = (fragment: FragmentDefinitionNode | undefined): number =>
    ofSet(fragment?.selectionSet, schema.getType(fragment?.typeCondition.name.value ?? ''));

  const ofSelection = (node: SelectionNode, parent: GraphQLNamedType): number => {
    if (node.kind === Kind.FIELD) return ofField(node, parent);
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value);
    const condition = node.typeCondition?.name.value;
    return ofSet(node.selectionSet, condition === undefined ? parent : schema.getType(condition));
  };

  const ofSet = (
    set: SelectionSetNode | undefined,
    parent: GraphQLNamedType | undefined,
  ): number =>
    set === undefined || parent === undefined
      ? 0
      : set.selections.reduce((sum, node) => sum + ofSelection(node, parent), 0);

  return ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
};
