// The map as it is, with what is counted since it was asked.
import { useLive } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import type { Edge, Graph } from './layout.ts';

const withTraffic = (
  graph: Graph | undefined,
  traffic: readonly Pick<Edge, 'from' | 'to' | 'count' | 'errors'>[],
): Graph | undefined => {
  const counted = new Map(traffic.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  return (
    graph && {
      ...graph,
      edges: graph.edges.map((edge) => ({ ...edge, ...counted.get(`${edge.from} ${edge.to}`) })),
    }
  );
};

export const useGraph = () => {
  const query = useLocal<Graph>('map');
  useLive<readonly Edge[]>('traffic', 'map', (traffic) => withTraffic(query.data, traffic));
  return query;
};
