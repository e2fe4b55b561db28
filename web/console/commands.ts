// What the palette of the console offers.
import { callLocal } from './data/calls.ts';
import { cards, placeOrder } from './order-list/place.ts';
import { pages } from './pages.ts';
import { always, toPages, withOrder } from './palette-commands.ts';

export const commandsFor = withOrder([
  ...toPages(pages),
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
  ...always,
]);
