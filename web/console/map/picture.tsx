// The services in a picture, and what flows between them.
import { count } from '../parts/format.ts';
import { bowOf, type Flow, isDrawn, type Place } from './layout.ts';
import { flowKey, type Rates } from './rates.ts';

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

export const Picture = ({
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
  rates: Rates;
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
            const isLive = (rates.get(flowKey(flow)) ?? 0) > 0;
            return (
              <path
                key={flowKey(flow)}
                class={`flow of-${flow.from} ${flow.kind} ${isNear ? '' : 'far'} ${isLive ? 'live' : ''}`}
                d={bowOf(from, to)}
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
