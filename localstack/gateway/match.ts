// Finds the resource of a request path: static parts win over parameters, parameters over {proxy+}.

import { type HeaderList, last } from '../cloud/protocol/http-headers.ts';
import type { ApiRegistry, ApiResource, RestApi, Stage } from './model.ts';

export interface Match {
  readonly resource: ApiResource;
  /** Path of the resource with its parameters, e.g. `/orders/{id}`. */
  readonly resourcePath: string;
  /** As sent: API Gateway hands them on percent-encoded. */
  readonly parameters: Record<string, string>;
}

/** The parts of the path after the stage, as sent and percent-decoded. */
export interface PathParts {
  readonly rawSegments: readonly string[];
  readonly segments: readonly string[];
}

interface Node {
  readonly resource: ApiResource;
  readonly path: string;
  readonly fixed: Map<string, Node>;
  parameter?: Node;
  greedy?: Node;
}

export type RouteTree = Node;

export function buildRoutes(api: RestApi): RouteTree {
  const nodes = new Map<string, Node>();
  const visit = (resource: ApiResource): Node => {
    const known = nodes.get(resource.id);
    if (known) return known;
    const parent = resource.parentId ? api.resources.get(resource.parentId) : undefined;
    if (!parent) return register({ resource, path: '', fixed: new Map() });
    const above = visit(parent);
    const node = register({
      resource,
      path: `${above.path}/${resource.pathPart}`,
      fixed: new Map(),
    });
    attach(above, node);
    return node;
  };
  const register = (node: Node): Node => {
    nodes.set(node.resource.id, node);
    return node;
  };
  for (const resource of api.resources.values()) visit(resource);
  const root = nodes.get(api.rootId);
  if (!root) throw new Error(`REST API ${api.id} has no root resource`);
  return root;
}

function attach(parent: Node, node: Node): void {
  const part = node.resource.pathPart;
  if (part.endsWith('+}')) parent.greedy = node;
  else if (part.startsWith('{')) parent.parameter = node;
  else parent.fixed.set(part, node);
}

/** Fixed parts are compared decoded. */
export function matchRoute(root: RouteTree, path: PathParts): Match | undefined {
  return walk(root, path, 0, {});
}

const end: PathParts = { rawSegments: [], segments: [] };

function walk(
  node: Node,
  path: PathParts,
  index: number,
  parameters: Record<string, string>,
): Match | undefined {
  const segment = path.segments[index];
  if (segment === undefined) {
    if (node.resource.methods.size === 0) return undefined;
    return { resource: node.resource, resourcePath: node.path || '/', parameters };
  }
  const fixed = node.fixed.get(segment);
  const byName = fixed && walk(fixed, path, index + 1, parameters);
  if (byName) return byName;
  const { parameter, greedy } = node;
  const raw = path.rawSegments[index] ?? '';
  const byParameter =
    parameter && segment !== ''
      ? walk(parameter, path, index + 1, { ...parameters, [nameOf(parameter)]: raw })
      : undefined;
  if (byParameter || !greedy) return byParameter;
  const rest = path.rawSegments.slice(index).join('/');
  return walk(greedy, end, 0, { ...parameters, [nameOf(greedy)]: rest });
}

function nameOf(node: Node): string {
  return node.resource.pathPart.replace(/^\{|\+?\}$/g, '');
}

export interface Router {
  /** By the host and the first part of the path; undefined where no API has such a stage. */
  find(request: Addressed): { readonly api: RestApi; readonly stage: Stage } | undefined;
  match(api: RestApi, path: PathParts): Match | undefined;
}

interface Addressed {
  readonly headers: HeaderList;
  readonly stage: string;
}

export function createRouter({ apis }: Pick<ApiRegistry, 'apis'>): Router {
  const trees = new Map<RestApi, RouteTree>();

  function treeOf(api: RestApi): RouteTree {
    const tree = trees.get(api) ?? buildRoutes(api);
    trees.set(api, tree);
    return tree;
  }

  return {
    find({ headers, stage: name }) {
      const host = last(headers, 'host')?.split('.')[0];
      const candidates = [...apis.values()].filter(({ stages }) => stages.has(name));
      const api = candidates.find(({ id }) => id === host) ?? candidates[0];
      const stage = api?.stages.get(name);
      return api && stage && { api, stage };
    },
    match: (api, path) => matchRoute(treeOf(api), path),
  };
}
