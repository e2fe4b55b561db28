// Lists as the API answers them, and who may keep what is made of them.
export interface List<Item> {
  readonly items: readonly Item[];
}

export const none: List<never> = { items: [] };

/** Asked for each time, and answered by 304 while nothing has changed. */
export const ownAnswer = 'private, no-cache';
