// Times on the clocks of a zone, and the instants they are.
import type { CalendarDay } from './days.ts';

export interface ClockTime extends CalendarDay {
  readonly hour: number;
  readonly minute: number;
}

export type Zone = Intl.DateTimeFormat;

const minute = 60_000;
const day = 86_400_000;

/** Throws where there is no such zone. */
export function zoneOf(timeZone: string): Zone {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}

export function localTime(instant: number, zone: Zone): ClockTime {
  const parts = zone.formatToParts(instant).map(({ type, value }) => [type, Number(value)]);
  const { year, month, day: date, hour, minute: past } = Object.fromEntries(parts);
  return { year, month, day: date, hour, minute: past };
}

const asUtc = (time: ClockTime) =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);

/** Minutes of the zone before UTC at an instant, in milliseconds. */
const offsetAt = (instant: number, zone: Zone) =>
  asUtc(localTime(instant, zone)) - Math.floor(instant / minute) * minute;

/** None where the clocks jump over it, two where they go back; the earlier first. */
export function instantsOf(time: ClockTime, zone: Zone): number[] {
  const wanted = asUtc(time);
  const offsets = new Set([offsetAt(wanted - day, zone), offsetAt(wanted + day, zone)]);
  return [...offsets]
    .map((offset) => wanted - offset)
    .filter((instant) => asUtc(localTime(instant, zone)) === wanted)
    .sort((a, b) => a - b);
}

/** By the clocks of the day before: for a time that they jump over. */
export const instantBefore = (time: ClockTime, zone: Zone): number =>
  asUtc(time) - offsetAt(asUtc(time) - day, zone);
