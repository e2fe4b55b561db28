// The system as services and what flows between them, placed around the relay that all messages go through.

export interface Node {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly service: string | null;
  readonly waiting?: number;
  readonly dead?: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly types: readonly string[];
  readonly count: number;
  readonly errors: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly types: readonly string[];
  readonly count: number;
  readonly errors: number;
}

export interface Place {
  readonly name: string;
  readonly parts: readonly Node[];
  /** Percent of the width and the height. */
  readonly x: number;
  readonly y: number;
}

/** Entries first, then who only looks at the others. */
const columns: readonly (readonly string[])[] = [
  ['gateway', 'storefront', 'bff-web', 'docs'],
  ['auth', 'orders', 'dead-letters'],
  ['products', 'outbox-relay', 'payments'],
  ['notifications', 'webhooks', 'auditor'],
];

/** The users table belongs to auth, and the topic of alarms to nobody. */
const serviceOf = ({ id, kind, service }: Node): string | undefined => {
  if (kind === 'gateway') return 'gateway';
  return service ?? (id.endsWith('-users') ? 'auth' : undefined);
};

export const placesOf = ({ nodes }: Graph): Place[] => {
  const services = Map.groupBy(nodes, serviceOf);
  const known = new Set(columns.flat());
  const others = [...services.keys()].filter((name) => name !== undefined && !known.has(name));
  const placed = others.length > 0 ? [...columns, others as string[]] : columns;
  return placed.flatMap((column, index) => {
    const here = column.filter((name) => services.has(name));
    return here.map((name, row) => ({
      name,
      parts: services.get(name) ?? [],
      x: (100 * (index + 0.5)) / placed.length,
      y: (100 * (row + 0.5)) / here.length,
    }));
  });
};

/** Edges between parts of two services, put together by kind; what a service has inside is not shown. */
export const flowsOf = ({ nodes, edges }: Graph): Flow[] => {
  const owners = new Map(nodes.map((node) => [node.id, serviceOf(node)]));
  const between = Map.groupBy(
    edges.filter(({ kind }) => kind !== 'schedule'),
    ({ from, to, kind }) => `${owners.get(from)} ${owners.get(to)} ${kind}`,
  );
  return [...between].flatMap(([key, found]) => {
    const [from = '', to = '', kind = ''] = key.split(' ');
    if (from === to || from === 'undefined' || to === 'undefined') return [];
    return [
      {
        from,
        to,
        kind,
        types: [...new Set(found.flatMap(({ types }) => types))].sort(),
        count: found.reduce((sum, edge) => sum + edge.count, 0),
        errors: found.reduce((sum, edge) => sum + edge.errors, 0),
      },
    ];
  });
};

/** A path with room for the one in the other direction. */
export const bowOf = (from: Pick<Place, 'x' | 'y'>, to: Pick<Place, 'x' | 'y'>): string => {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [mx, my] = [(from.x + to.x) / 2 - dy * 0.12, (from.y + to.y) / 2 + dx * 0.12];
  return `M${from.x} ${from.y}Q${mx} ${my} ${to.x} ${to.y}`;
};

const watchers = new Set(['auditor', 'dead-letters']);

/** Those who look at everybody are drawn when one asks for them. */
export const isDrawn = ({ from, to }: Pick<Flow, 'from' | 'to'>, chosen: string): boolean =>
  !watchers.has(from) || from === chosen || to === chosen;
