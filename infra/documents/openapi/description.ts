// What an operation says of itself to people.
import type { Auth, Deprecated, RouteContract } from '../../../events/http/route.ts';

const people: Readonly<Record<string, string>> = {
  customer: 'customers',
  admin: 'administrators',
  support: 'support',
  fulfilment: 'fulfilment',
};

const callers = (auth: Auth): string => {
  switch (auth.kind) {
    case 'public':
      return 'everybody';
    case 'optional':
      return 'guests and customers';
    case 'signature':
      return 'who signs the request';
    case 'client':
      return 'OAuth clients, with their secret';
    case 'bearer': {
      const roles = auth.roles.map((role) => people[role] ?? role);
      const clients = auth.scopes.map((scope) => `clients with the scope \`${scope}\``);
      return [...roles, ...clients].join(', ');
    }
  }
};

/** Its first clause; all of it is in the description. */
export const title = ({ summary }: RouteContract): string =>
  summary.split(/[;:] |\. /)[0] ?? summary;

export const sentence = (text: string): string => text.replace(/[^.]$/, '$&.');

const farewell = ({ since, sunset, successor }: Deprecated): string => {
  const end = sunset === undefined ? '' : ` and may be gone from ${sunset} on`;
  return `Deprecated since ${since}${end}: \`${successor}\` has taken its place.`;
};

export const description = (contract: RouteContract): string => {
  const { summary, notes, auth, idempotent, deprecated } = contract;
  return [
    sentence(summary),
    ...(deprecated === undefined ? [] : [farewell(deprecated)]),
    ...(notes === undefined ? [] : [notes]),
    `For ${callers(auth)}.`,
    ...(idempotent ? ['Sent again with the same `Idempotency-Key`, it is done once.'] : []),
  ].join('\n\n');
};
