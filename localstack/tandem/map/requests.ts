// Who answers the requests of the public API.
import { functionOf } from '../../gateway/integrations/lambda-event.ts';
import type { ApiRegistry } from '../../gateway/model.ts';
import type { Balancers } from '../../load-balancer/registry.ts';
import { type Bare, withoutAlias } from './edge.ts';

export interface RequestSources {
  readonly apis: Pick<ApiRegistry, 'apis'>;
  readonly balancers: Pick<Balancers, 'loadBalancers'>;
}

export function requestsOf({ apis, balancers }: RequestSources): Bare[] {
  const functions = [...apis.apis.values()].flatMap(({ resources, authorizers }) => [
    ...[...authorizers.values()].map(({ uri }) => uri),
    ...[...resources.values()]
      .flatMap(({ methods }) => [...methods.values()])
      .flatMap(({ integration: { type, uri } }) => (type === 'AWS_PROXY' ? [uri] : [])),
  ]);
  const containers = [...balancers.loadBalancers.values()]
    .flatMap(({ rules }) => rules)
    .flatMap(({ action }) => (action.type === 'forward' ? action.groups : []))
    .flatMap(({ service }) => service ?? []);
  const targets = new Set([
    ...functions.map((uri) => `function:${withoutAlias(functionOf(uri))}`),
    ...containers.map((service) => `container:${service}`),
  ]);
  return [...targets].map((to) => ({ from: 'gateway:api', to, kind: 'request', types: [] }));
}
