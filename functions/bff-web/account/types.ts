// The caller's account in GraphQL's own language.
export const accountTypes = /* GraphQL */ `
extend type Query {
  "The caller's own."
  account: Account
}

extend type Mutation {
  "Changes the name. Refused with precondition-failed where the account has another etag by now."
  changeName(name: String!, ifMatch: String): Account
}

type Account {
  id: ID!
  email: String!
  name: String!
  roles: [String!]!
  emailVerified: Boolean!
  mfaEnabled: Boolean!
  createdAt: String!
  "The version that was read, for ifMatch."
  etag: String!
}
`;
