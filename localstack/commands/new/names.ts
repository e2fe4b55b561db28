// The name of a service as each place writes it.

import { UsageError } from '../../../platform/cli/flags.ts';

export interface Names {
  /** `gift-wrap` */
  readonly kebab: string;
  /** `giftWrap` */
  readonly camel: string;
  /** `GiftWrap` */
  readonly pascal: string;
  /** `Gift wrap` */
  readonly title: string;
}

/** As long as physical names and load balancers take it. */
const longest = 24;

export function namesOf(kebab: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab) || kebab.length > longest) {
    throw new UsageError(
      `a name has words in lower case with hyphens, at most ${longest} characters, e.g. gift-wrap; not ${JSON.stringify(kebab)}`,
    );
  }
  const camel = kebab.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return { kebab, camel, pascal: upper(camel), title: upper(kebab.replaceAll('-', ' ')) };
}
