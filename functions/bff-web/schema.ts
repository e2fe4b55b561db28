// The schema: its language first, and how its fields come by their values.
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { accountPart } from './account/resolvers.ts';
import { cartPart } from './cart/resolvers.ts';
import { cataloguePart } from './catalogue/resolvers.ts';
import type { Resolvers, SchemaPart } from './context.ts';
import { orderPart } from './orders/resolvers.ts';

const sharedTypes = /* GraphQL */ `
type Query

"Each is a command of the API, carried out in the order of the document."
type Mutation

"An integer of up to 2^53 - 1: amounts of money outgrow Int."
scalar Amount

"19.99 euro are 1999 minor units of EUR."
type Money {
  "In the minor unit of the currency."
  amount: Amount!
  "ISO 4217."
  currency: String!
}
`;

const parts: readonly SchemaPart[] = [cataloguePart, cartPart, orderPart, accountPart];

/** Throws where a resolver is for a field that the schema does not have. */
const attach = (schema: GraphQLSchema, resolvers: Resolvers): void => {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [name, resolve] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      if (field === undefined) throw new Error(`the schema has no field ${typeName}.${name}`);
      field.resolve = resolve;
    }
  }
};

export const createBffSchema = (): GraphQLSchema => {
  const schema = buildSchema([sharedTypes, ...parts.map(({ types }) => types)].join('\n'));
  for (const { resolvers } of parts) attach(schema, resolvers);
  return schema;
};
