// The map: services, what each is made of, and what flows between them, as the assembly has it.
import { useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useTold } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { count, short } from '../parts/format.ts';
import { useNow } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import {
  type Edge,
  type Flow,
  flowsOf,
  type Graph,
  type Node,
  type Place,
  placesOf,
} from './layout.ts';

/** Flows a second, by what was counted some seconds ago. */
const useRates = (flows: readonly Flow[]): ReadonlyMap<string, number> => {
  const now = useNow();
  const seen = useRef<{ at: number; counts: Map<string, number> }[]>([]);
  const counts = new Map(flows.map((flow) => [keyOf(flow), flow.count]));
  if ((seen.current.at(-1)?.at ?? 0) < now) seen.current.push({ at: now, counts });
  if (seen.current.length > 6) seen.current.shift();
  const first = seen.current[0];
  const seconds = Math.max((now - (first?.at ?? now)) / 1_000, 1);
  return new Map(
    [...counts].map(([key, value]) => [key, (value - (first?.counts.get(key) ?? value)) / seconds]),
  );
};

const keyOf = ({ from, to, kind }: Flow): string => `${from} → ${to} ${kind}`;

/** A bow that leaves room for the one in the other direction. */
const pathOf = (from: Place, to: Place): string => {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [mx, my] = [(from.x + to.x) / 2 - dy * 0.12, (from.y + to.y) / 2 + dx * 0.12];
  return `M${from.x} ${from.y}Q${mx} ${my} ${to.x} ${to.y}`;
};

const linkOf = ({ kind, name }: Node): string =>
  ({
    queue: `/queues?queue=${name}`,
    function: `/runtime?function=${name}`,
    container: '/runtime',
    table: `/tables?table=${name}`,
    schedule: '/schedules',
  })[kind] ?? `/resources?q=${encodeURIComponent(name)}`;

const Box = ({
  place,
  isChosen,
  choose,
}: {
  place: Place;
  isChosen: boolean;
  choose: () => void;
}) => {
  const waiting = place.parts.reduce((sum, { waiting: some = 0 }) => sum + some, 0);
  const dead = place.parts.reduce((sum, { dead: some = 0 }) => sum + some, 0);
  return (
    <button
      type="button"
      class={`place of-${place.name}`}
      aria-pressed={isChosen}
      style={{ left: `${place.x}%`, top: `${place.y}%` }}
      onClick={choose}
    >
      <b>{place.name}</b>
      <span class="soft">
        {place.parts.length} {place.parts.length === 1 ? 'part' : 'parts'}
      </span>
      {waiting > 0 && <span class="badge wait">{count(waiting)} waiting</span>}
      {dead > 0 && <span class="badge bad">{count(dead)} dead</span>}
    </button>
  );
};

/** Those who look at everybody are drawn when one asks for them. */
const isDrawn = ({ from, to }: Flow, chosen: string): boolean =>
  !watchers.has(from) || from === chosen || to === chosen;
const watchers = new Set(['auditor', 'dead-letters']);

const Picture = ({
  places,
  flows,
  chosen,
  choose,
  rates,
}: {
  places: readonly Place[];
  flows: readonly Flow[];
  chosen: string;
  choose: (name: string) => void;
  rates: ReadonlyMap<string, number>;
}) => {
  const at = new Map(places.map((place) => [place.name, place]));
  return (
    <div class="map">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {flows
          .filter((flow) => isDrawn(flow, chosen))
          .map((flow) => {
            const [from, to] = [at.get(flow.from), at.get(flow.to)];
            if (!from || !to) return null;
            const isNear = chosen === '' || flow.from === chosen || flow.to === chosen;
            const isLive = (rates.get(keyOf(flow)) ?? 0) > 0;
            return (
              <path
                key={keyOf(flow)}
                class={`flow of-${flow.from} ${flow.kind} ${isNear ? '' : 'far'} ${isLive ? 'live' : ''}`}
                d={pathOf(from, to)}
              />
            );
          })}
      </svg>
      {places.map((place) => (
        <Box
          key={place.name}
          place={place}
          isChosen={chosen === place.name}
          choose={() => choose(chosen === place.name ? '' : place.name)}
        />
      ))}
    </div>
  );
};

const columnsOf = (rates: ReadonlyMap<string, number>): readonly Column<Flow>[] => [
  { name: 'From', cell: ({ from }) => from },
  { name: 'To', cell: ({ to }) => to },
  { name: 'As', cell: ({ kind }) => kind },
  {
    name: 'Messages',
    cell: ({ types }) =>
      types.length > 3 ? (
        <details class="raw">
          <summary>{types.length} types</summary>
          {types.join(', ')}
        </details>
      ) : (
        types.join(', ')
      ),
    class: 'long',
  },
  { name: 'Since the start', cell: (flow) => count(flow.count), class: 'number' },
  {
    name: 'A second',
    cell: (flow) => (rates.get(keyOf(flow)) ?? 0).toFixed(1),
    class: 'number',
  },
  { name: 'Errors', cell: ({ errors }) => count(errors), class: 'number' },
];

const Known = ({ graph }: { graph: Graph }) => {
  const { chosen, choose } = useChoices();
  const flows = flowsOf(graph);
  const rates = useRates(flows);
  const places = placesOf(graph);
  const service = chosen('service');
  const place = places.find(({ name }) => name === service);
  const near = flows
    .filter(({ from, to }) => !place || from === service || to === service)
    .toSorted((a, b) => b.count - a.count);
  return (
    <>
      <Picture
        places={places}
        flows={flows}
        chosen={service}
        choose={(name) => choose({ service: name })}
        rates={rates}
      />
      {place && (
        <section class="panel" aria-label={`Parts of ${service}`}>
          <h2>{service}</h2>
          <ul class="bullets">
            {place.parts.map((part) => (
              <li key={part.id}>
                <Link href={linkOf(part)}>{short(part.name)}</Link>{' '}
                <span class="soft">{part.kind}</span>
                {(part.waiting ?? 0) > 0 && ` ${count(part.waiting ?? 0)} waiting`}
                {(part.dead ?? 0) > 0 && ` ${count(part.dead ?? 0)} dead`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <h2>What flows</h2>
      <Table
        caption="Flows"
        rows={near}
        columns={columnsOf(rates)}
        keyOf={keyOf}
        empty="Nothing flows to or from it."
      />
    </>
  );
};

export const Page = () => {
  const query = useLocal<Graph>('map');
  useTold<readonly Edge[]>('traffic', 'map', (traffic) => withTraffic(query.data, traffic));
  return (
    <>
      <div class="head">
        <h1>Map</h1>
      </div>
      <Loaded query={query}>{(graph) => <Known graph={graph} />}</Loaded>
    </>
  );
};

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
