// A property of a resource that its handler does not list stops the start.
import type { Resource } from '../cloud/cloud.ts';

type Tree = Map<string, Tree>;

// Never change what a resource does.
const always = ['Tags', 'Description'];

function treeOf(properties: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const property of properties) {
    let node = root;
    for (const part of property.split('.')) {
      const next: Tree = node.get(part) ?? new Map();
      node.set(part, next);
      node = next;
    }
  }
  return root;
}

function firstUnknown(value: unknown, tree: Tree, prefix: string): string | undefined {
  if (Array.isArray(value)) {
    return value.map((inner) => firstUnknown(inner, tree, prefix)).find((found) => found);
  }
  // A leaf of the list stands for everything below it.
  if (typeof value !== 'object' || value === null || tree.size === 0) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const node = tree.get(key);
    if (!node) return path;
    const below = firstUnknown(inner, node, path);
    if (below !== undefined) return below;
  }
  return undefined;
}

const trees = new WeakMap<readonly string[], Tree>();

/** `properties` may name nested members (`ScalingConfig.MaximumConcurrency`); lists are looked into. */
export function checkProperties(resource: Resource, properties: readonly string[]): void {
  const tree = trees.get(properties) ?? treeOf([...always, ...properties]);
  trees.set(properties, tree);
  const unknown = firstUnknown(resource.properties, tree, '');
  if (unknown === undefined) return;
  throw new Error(
    `${resource.type} ${resource.path}: the property ${unknown} is not handled by the embedded cloud: handle it (and list it) in the handler of the type, or take it out of the template`,
  );
}
