// What a GET names in its query, as the members of a body.
import { graphql, type readRegistered } from '../../events/http/graphql.ts';
import type { BodyOf, QueryOf } from '../../events/http/route.ts';
import { check } from '../../platform/http/input.ts';
import { parseJson } from '../../platform/validation/json.ts';

export type DocumentParams = BodyOf<typeof graphql>;

/** Held against the same rules as a body; throws as it does. */
export const paramsOf = ({
  variables,
  extensions,
  ...named
}: QueryOf<typeof readRegistered>): DocumentParams => {
  const params = {
    ...named,
    ...(variables !== undefined && { variables: parseJson(Buffer.from(variables)) }),
    ...(extensions !== undefined && { extensions: parseJson(Buffer.from(extensions)) }),
  };
  check(graphql.request.body, params, false);
  return params as DocumentParams;
};
