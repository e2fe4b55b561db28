// What is left of a person's address and words once they are forgotten.
import type { Address } from '../../../../events/schemas.ts';

/** In place of what a person was known by. */
export const erasedText = 'erased';

/** Tax needs the country; nothing else of an address outlives the customer's wish. */
export const erased = ({ country }: Address): Address => ({
  name: erasedText,
  line1: erasedText,
  city: erasedText,
  postalCode: erasedText,
  country,
});
