// The map: services, what each is made of, and what flows between them, as the assembly has it.
import { useChoices } from '../parts/choose.ts';
import { Loaded } from '../parts/state.tsx';
import { Flows } from './flows.tsx';
import { flowsOf, type Graph, placesOf } from './layout.ts';
import { Picture } from './picture.tsx';
import { PlaceParts } from './place-parts.tsx';
import { useRates } from './rates.ts';
import { useGraph } from './use-graph.ts';

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
      {place && <PlaceParts place={place} />}
      <h2>What flows</h2>
      <Flows flows={near} rates={rates} />
    </>
  );
};

export const Page = () => (
  <>
    <div class="head">
      <h1>Map</h1>
    </div>
    <Loaded query={useGraph()}>{(graph) => <Known graph={graph} />}</Loaded>
  </>
);
