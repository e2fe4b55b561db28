// The map as a picture without a page: the console's layout, and nothing that changes while the system runs.
import { bowOf, type Flow, flowsOf, type Graph, isDrawn, type Place, placesOf } from './layout.ts';

const width = 1200;
const height = 640;
const box = { width: 190, height: 58 };

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const style = `
text { font: 600 16px system-ui, sans-serif; fill: #1c2330; text-anchor: middle }
.parts { font-weight: 400; font-size: 13px; fill: #55607a }
.ground { fill: #fbfcfe } .place { fill: #ffffff; stroke: #aab4c8 }
path { fill: none; stroke: #8a96b0; stroke-width: 1.5 }
.message { stroke: #2f6fde } .stream { stroke: #0f8a6d } .request { stroke: #9a5b00 }
.call { stroke-dasharray: 3 4 }
.key { text-anchor: start; font-weight: 400; font-size: 13px }
@media (prefers-color-scheme: dark) {
text { fill: #e8ecf5 } .parts { fill: #a3aec6 }
.ground { fill: #12161f } .place { fill: #1b212d; stroke: #4a5670 }
.message { stroke: #7aa8ff } .stream { stroke: #4fd0ae } .request { stroke: #e0a858 }
}`;

/** In pixels of the picture. */
const scaled = ({ x, y, ...place }: Place): Place => ({
  ...place,
  x: Math.round((x * width) / 100),
  y: Math.round((y * (height - 40)) / 100),
});

const flow = (places: ReadonlyMap<string, Place>, { from, to, kind, types }: Flow): string => {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return '';
  const title = escaped([`${from} → ${to} (${kind})`, ...types].join('\n'));
  return `<path class="${kind}" d="${bowOf(start, end)}"><title>${title}</title></path>`;
};

const drawn = ({ name, parts, x, y }: Place): string =>
  [
    `<g transform="translate(${x - box.width / 2} ${y - box.height / 2})">`,
    `<title>${escaped(parts.map(({ id }) => id).join('\n'))}</title>`,
    `<rect class="place" width="${box.width}" height="${box.height}" rx="8"/>`,
    `<text x="${box.width / 2}" y="26">${escaped(name)}</text>`,
    `<text class="parts" x="${box.width / 2}" y="45">${parts.length} ${parts.length === 1 ? 'part' : 'parts'}</text>`,
    '</g>',
  ].join('');

const kinds = ['request', 'message', 'stream', 'call'];

const key = kinds.map((kind, index) => {
  const x = 20 + index * 130;
  return `<path class="${kind}" d="M${x} ${height - 20}h40"/><text class="key" x="${x + 50}" y="${height - 16}">${kind}</text>`;
});

/** As SVG; the same graph is the same text. */
export const mapPicture = (graph: Graph): string => {
  const places = placesOf(graph).map(scaled);
  const byName = new Map(places.map((place) => [place.name, place]));
  const flows = flowsOf(graph)
    .filter((each) => isDrawn(each, ''))
    .map((each) => flow(byName, each))
    .filter((text) => text !== '')
    .sort();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map">`,
    '<title id="map">Services of Tandem and what flows between them</title>',
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...flows,
    ...places.map(drawn),
    ...key,
    '</svg>',
    '',
  ].join('\n');
};
