// The shop that was there before, and which routes it still answers.
import type { Node } from 'constructs';
import { movableRoutes } from '../../events/http/legacy.ts';
import { list, matching, oneOf, refuseAlone, text } from './values.ts';

/** A shop that was there before, and still answers some of the routes. */
export interface LegacyShop {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ids of the routes that it may answer. */
  readonly routes: readonly string[];
  /** It is sent the access tokens of the callers. */
  readonly seesTokens: boolean;
}

/** Of https; on the machine itself without, where webhooks may go there, too. */
const legacyUrl = (node: Node): string | undefined => {
  const host = '(?:https://[a-z0-9.-]+';
  const loopback =
    text(node, 'webhookLoopback') === 'on' ? '|http://(?:localhost|127\\.0\\.0\\.1)' : '';
  const form = new RegExp(`^${host}${loopback})(?::\\d{1,5})?(?:/[\\w.~-]+)*$`);
  return matching(node, 'legacy', form, 'the https address of a shop, without / at its end');
};

export const legacyOf = (node: Node): LegacyShop | undefined => {
  const url = legacyUrl(node);
  if (url === undefined) {
    for (const each of ['legacyRoutes', 'legacyTokens']) refuseAlone(node, each, 'legacy');
    return undefined;
  }
  const known = movableRoutes.map(({ id }) => id);
  const form = new RegExp(`^(?:${known.map((id) => id.replaceAll('.', '\\.')).join('|')})$`);
  return {
    url,
    routes: list(node, 'legacyRoutes', form, `one of ${known.join(', ')}`),
    seesTokens: oneOf(node, 'legacyTokens', ['off', 'on']) === 'on',
  };
};
