// What every palette offers: the pages, an order by its id, the theme, the way out.
import { currentSession } from './data/session.ts';
import type { Page } from './pages.ts';
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

export const toPages = (pages: readonly Page[]): readonly Command[] =>
  pages
    .filter(({ isInner }) => !isInner)
    .map(({ title, also, path, group }) => ({
      title,
      hint: group,
      to: path,
      ...(also !== undefined && { also }),
    }));

export const always: readonly Command[] = [
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
      await currentSession().leave();
      location.reload();
      return undefined;
    },
  },
];

/** The order whose id was typed before all else. */
export const withOrder =
  (commands: readonly Command[]) =>
  (typed: string): readonly Command[] => {
    const order = /ord_\w+/.exec(typed)?.[0];
    if (order === undefined) return commands;
    return [{ title: `Order ${order}`, also: typed, to: `/orders/${order}` }, ...commands];
  };
