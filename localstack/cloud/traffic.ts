// Who has called whom since the start, and how often it failed: a count on each edge of the map.

export interface EdgeTraffic {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
}

export interface Traffic {
  /** Parts are named `<kind>:<name>`, as on the map. */
  passed(from: string, to: string, failed?: boolean): void;
  list(): EdgeTraffic[];
}

export function createTraffic(): Traffic {
  const edges = new Map<string, { from: string; to: string; count: number; errors: number }>();
  return {
    passed(from, to, failed = false) {
      const key = `${from}>${to}`;
      let edge = edges.get(key);
      if (edge === undefined) {
        edge = { from, to, count: 0, errors: 0 };
        edges.set(key, edge);
      }
      edge.count += 1;
      if (failed) edge.errors += 1;
    },
    list: () => [...edges.values()].map((edge) => ({ ...edge })),
  };
}
