// What one service is made of.
import { Link } from 'wouter-preact';
import { count, short } from '../parts/format.ts';
import type { Node, Place } from './layout.ts';

const linkOf = ({ kind, name }: Node): string =>
  ({
    queue: `/queues?queue=${name}`,
    function: `/runtime?function=${name}`,
    container: '/runtime',
    table: `/tables?table=${name}`,
    schedule: '/schedules',
  })[kind] ?? `/resources?q=${encodeURIComponent(name)}`;

export const PlaceParts = ({ place }: { place: Place }) => (
  <section class="panel" aria-label={`Parts of ${place.name}`}>
    <h2>{place.name}</h2>
    <ul class="bullets">
      {place.parts.map((part) => (
        <li key={part.id}>
          <Link href={linkOf(part)}>{short(part.name)}</Link> <span class="soft">{part.kind}</span>
          {(part.waiting ?? 0) > 0 && ` ${count(part.waiting ?? 0)} waiting`}
          {(part.dead ?? 0) > 0 && ` ${count(part.dead ?? 0)} dead`}
        </li>
      ))}
    </ul>
  </section>
);
