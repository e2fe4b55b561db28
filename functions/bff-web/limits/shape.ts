// How deep and how wide a document is, measured by its text alone: before anything compares fields with each other.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { documentRefusal } from '../refusal.ts';

export interface ShapeLimits {
  readonly depth: number;
  /** Fields under another name, and fields that stand twice in one selection. */
  readonly aliases: number;
}

/** With all fragments in their places. */
interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

/** What a page of anyone could show, many times over. */
const mostFields = 500;
/** The questions of tools about the schema are deeper than those about goods; where they are not answered, validation refuses them. */
const introspectionDepth = 20;

const none: Shape = { depth: 0, aliases: 0, fields: 0 };

const together = (shapes: readonly Shape[]): Shape =>
  shapes.reduce(
    (sum, { depth, aliases, fields }) => ({
      depth: Math.max(sum.depth, depth),
      aliases: sum.aliases + aliases,
      fields: sum.fields + fields,
    }),
    none,
  );

const isIntrospection = (name: string): boolean => name.startsWith('__');

/** Each fragment is measured once, however often and however nested it is used. */
const createMeasure = (fragments: ReadonlyMap<string, FragmentDefinitionNode>, limit: number) => {
  const known = new Map<string, Shape>();
  const begun = new Set<string>();

  const ofFragment = (name: string): Shape => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    if (begun.has(name)) {
      throw documentRefusal('document-cyclic', `Fragment ${name} is part of itself.`);
    }
    begun.add(name);
    const shape = ofSet(fragments.get(name)?.selectionSet);
    known.set(name, shape);
    return shape;
  };

  const ofSelection = (node: SelectionNode): Shape => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value);
    const inside = ofSet(node.selectionSet);
    if (node.kind === Kind.INLINE_FRAGMENT) return inside;
    const depth = 1 + inside.depth;
    return {
      // Its own limit is further down, so it is counted from there.
      depth: isIntrospection(node.name.value) ? depth + limit - introspectionDepth : depth,
      aliases: inside.aliases + (node.alias === undefined ? 0 : 1),
      fields: inside.fields + 1,
    };
  };

  const ofSet = (set: SelectionSetNode | undefined): Shape => {
    if (set === undefined) return none;
    const names = set.selections.flatMap((node) =>
      node.kind === Kind.FIELD ? [(node.alias ?? node.name).value] : [],
    );
    const repeated = names.length - new Set(names).size;
    return together([...set.selections.map(ofSelection), { ...none, aliases: repeated }]);
  };

  return ofSet;
};

/** Throws with the code of the first limit that is broken. */
export const checkShape = (document: DocumentNode, limits: ShapeLimits): void => {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const measure = createMeasure(fragments, limits.depth);
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const { depth, aliases, fields } = measure(definition.selectionSet);
    // A fragment is as deep as where it is used.
    if (definition.kind === Kind.OPERATION_DEFINITION && depth > limits.depth) {
      throw documentRefusal('document-too-deep', `At most ${limits.depth} fields deep.`);
    }
    if (aliases > limits.aliases) {
      throw documentRefusal(
        'too-many-aliases',
        `At most ${limits.aliases} aliases and repetitions.`,
      );
    }
    if (fields > mostFields) {
      throw documentRefusal('document-too-large', `At most ${mostFields} fields.`);
    }
  }
};
