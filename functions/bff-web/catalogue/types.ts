// The catalogue in GraphQL's own language.
export const catalogueTypes = /* GraphQL */ `
extend type Query {
  "One product, with what a page about it shows."
  product(
    id: ID!
    "ISO 4217: prices in this currency, where the product has one in it."
    currency: String
  ): Product

  "Search and browse: what is left out does not narrow."
  products(
    search: String
    "Only what is in it or below it."
    category: ID
    minPrice: Amount
    maxPrice: Amount
    currency: String
    "Only what is there now, or is not."
    available: Boolean
    "By relevance where words are looked for, else the newest first."
    sort: ProductSort
    "From 1 to 100."
    first: Int! = 20
    "nextCursor of the page before this one; good for the same search only."
    after: String
  ): ProductPage

  "The categories at the top; all others are below them."
  categories: [Category!]
}

enum ProductSort {
  RELEVANCE
  NAME
  NAME_DESCENDING
  PRICE
  PRICE_DESCENDING
  NEWEST
}

enum ProductStatus {
  ACTIVE
  "Sold no more."
  DISCONTINUED
}

type ProductPage {
  items: [Product!]!
  "Null on the last page."
  nextCursor: String
}

type Product {
  id: ID!
  name: String!
  description: String!
  "Null beside an error where the categories do not answer: the page stands without."
  category: Category
  "Addresses, some relative to the shop."
  images: [String!]!
  attributes: [Attribute!]!
  status: ProductStatus!
  version: Int!
  variants: [Variant!]!
  "Others of its category. Null beside an error where they do not come in time: the page stands without."
  related(
    "From 1 to 20."
    first: Int! = 4
    currency: String
  ): [Product!]
}

type Variant {
  sku: ID!
  name: String!
  options: [Attribute!]!
  "What holds now."
  price: Money!
  "Pieces that can be ordered."
  available: Int!
  "Can one be ordered?"
  isAvailable: Boolean!
  status: ProductStatus!
}

type Attribute {
  name: String!
  value: String!
}

type Category {
  id: ID!
  name: String!
  parent: Category
  children: [Category!]!
  "Active products in it and below it."
  products: Int!
}
`;
