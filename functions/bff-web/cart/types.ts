// The cart in GraphQL's own language.
export const cartTypes = /* GraphQL */ `
extend type Query {
  "The customer's, or that of the guest whose token is in the header X-Cart-Token."
  cart(
    "Prices in this currency, where a product has one in it; else in its own."
    currency: String
  ): Cart
}

extend type Mutation {
  "So many of a SKU are in the cart then, however often it is sent."
  setCartItem(sku: ID!, quantity: Int!, currency: String): Cart

  removeFromCart(sku: ID!, currency: String): Cart
}

type Cart {
  lines: [CartLine!]!
  "Null for an empty cart, and where the lines are in several currencies."
  subtotal: Money
  "Of a guest who has just been given a cart: send it as X-Cart-Token from now on, also with the first request after logging in, which takes the cart over."
  token: String
}

type CartLine {
  sku: ID!
  name: String!
  quantity: Int!
  "Null where the product is no longer sold."
  unitPrice: Money
  total: Money
  available: Int!
}
`;
