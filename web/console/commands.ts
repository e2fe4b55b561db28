// What the palette offers.
import { callLocal } from './data/calls.ts';
import { leave } from './data/session.ts';
import { cards, placeOrder } from './orders/place.ts';
import { pages } from './pages.ts';
import { nextTheme } from './theme.ts';

interface Named {
  readonly title: string;
  readonly also?: string;
  readonly hint?: string;
}

export type Command = Named &
  (
    | { readonly to: string }
    /** Answers where to go then. */
    | { readonly act: () => Promise<string | undefined> }
  );

const always: readonly Command[] = [
  ...pages
    .filter(({ isInner }) => !isInner)
    .map(({ title, also, path, group }) => ({
      title,
      hint: group,
      to: path,
      ...(also !== undefined && { also }),
    })),
  ...cards.map(([card, text]) => ({
    title: `Place an order: ${text}`,
    also: `buy test make ${card}`,
    act: async () => `/orders/${await placeOrder(card)}`,
  })),
  {
    title: 'Heal all faults',
    act: async () => {
      await callLocal('DELETE', 'faults');
      return '/faults';
    },
  },
  {
    title: 'Change the theme',
    also: 'dark light',
    act: async () => {
      nextTheme();
      return undefined;
    },
  },
  {
    title: 'Log out',
    act: async () => {
      leave();
      location.reload();
      return undefined;
    },
  },
];

export const commandsFor = (typed: string): readonly Command[] => {
  const order = /ord_\w+/.exec(typed)?.[0];
  if (order === undefined) return always;
  return [{ title: `Order ${order}`, also: typed, to: `/orders/${order}` }, ...always];
};
