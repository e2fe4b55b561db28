// A fact as it is kept for good: without personal data, which stays with the service that can forget it.
import { facts } from '../../../events/routes.ts';

export interface Archived {
  /** JSON of the envelope, one line. */
  readonly line: string;
  readonly type: string;
  /** Of the fact itself, in UTC: `2026-01-31`. */
  readonly day: string;
}

const types: ReadonlySet<string> = new Set(facts.map(({ type }) => type));

/**
 * Members that say something of a person, at any depth; ids of people, orders and shipments refer to it. The address of
 * an endpoint may have a password in it.
 */
const personal: ReadonlySet<string> = new Set([
  'email',
  'shippingAddress',
  'trackingNumber',
  'url',
]);

/** In facts of these services `name` is that of a person; elsewhere it is that of a product. */
const ofPeople = /^auth\./;

const isPersonal = (type: string, name: string): boolean =>
  personal.has(name) || (name === 'name' && ofPeople.test(type));

const withoutPersonal = (type: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => withoutPersonal(type, each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isPersonal(type, name))
      .map(([name, each]) => [name, withoutPersonal(type, each)]),
  );
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const typeForm = /^[a-z-]+\.[a-z-]+\.v[1-9][0-9]?$/;
const dayForm = /^\d{4}-\d{2}-\d{2}(?=T)/;

/** Undefined for what is no message of ours. What a type that nobody knows carries is left out. */
export const archived = (text: string): Archived | undefined => {
  const envelope = parse(text);
  if (!isObject(envelope)) return undefined;
  const { type, time, data, ...rest } = envelope;
  const [day] = (typeof time === 'string' && dayForm.exec(time)) || [];
  if (typeof type !== 'string' || !typeForm.test(type) || day === undefined) return undefined;
  const kept = types.has(type) ? { data: withoutPersonal(type, data) } : {};
  return { line: JSON.stringify({ ...rest, type, time, ...kept }), type, day };
};
