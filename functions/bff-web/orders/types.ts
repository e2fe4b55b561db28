// Orders in GraphQL's own language.
export const orderTypes = /* GraphQL */ `
extend type Query {
  "One order of the caller."
  order(
    id: ID!
    "Seconds, up to 5, to wait for an order that is still being placed."
    wait: Int
  ): Order

  "The caller's, newest first."
  orders(
    status: OrderStatus
    "From 1 to 100."
    first: Int! = 20
    after: String
  ): OrderPage
}

extend type Mutation {
  "Stock and payment follow. Sent again with the same key, it is done once."
  placeOrder(
    input: PlaceOrderInput!
    "16 to 255 characters that name this very order: of A-Z a-z 0-9 . _ : ~ -"
    idempotencyKey: String!
    "Seconds, up to 5, to wait until it is settled; it is answered as it is then."
    wait: Int
  ): Order

  "Asks for it: what is under way ends first."
  cancelOrder(id: ID!, idempotencyKey: String!): Order

  "Delivered goods are to go back to the shop."
  requestReturn(
    id: ID!
    lines: [OrderLineInput!]!
    "Up to 500 characters, for the shop."
    reason: String!
    idempotencyKey: String!
  ): RequestedReturn

  "The goods are kept after all, while they have not come back."
  withdrawReturn(id: ID!, returnId: ID!, idempotencyKey: String!): Order
}

input PlaceOrderInput {
  lines: [OrderLineInput!]!
  shippingAddress: AddressInput!
  "Of the payment provider; the sandbox takes tok_approved."
  paymentToken: String!
  shippingMethod: ShippingMethod
  "Several that may be combined."
  coupons: [String!]
  "Refused with price-changed where it is another."
  expectedTotal: MoneyInput
  currency: String
  "Takes the lines out of the cart as well, together with placing the order or not at all."
  fromCart: Boolean
}

input OrderLineInput {
  sku: ID!
  quantity: Int!
}

input AddressInput {
  name: String!
  line1: String!
  line2: String
  city: String
  postalCode: String
  region: String
  "ISO 3166-1 alpha-2."
  country: String!
}

input MoneyInput {
  amount: Amount!
  currency: String!
}

enum ShippingMethod {
  STANDARD
  EXPRESS
}

enum OrderStatus {
  PENDING_STOCK
  PENDING_PAYMENT
  CONFIRMED
  REJECTED
  CANCEL_PENDING
  CANCELLED
  SHIPPED
  DELIVERED
  RETURN_PENDING
  RETURNED
}

enum RejectionReason {
  OUT_OF_STOCK
  PAYMENT_DECLINED
  INSUFFICIENT_FUNDS
  TIMED_OUT
  PRODUCT_UNAVAILABLE
}

enum PaymentStatus {
  "Nothing had to be paid, or it never came to a payment."
  NONE
  PENDING
  AUTHORIZED
  DECLINED
  CAPTURED
  PARTLY_REFUNDED
  REFUNDED
  VOIDED
}

enum DeliveryStatus {
  NONE
  PENDING
  PARTLY_SHIPPED
  SHIPPED
  PARTLY_DELIVERED
  DELIVERED
}

enum ReturnStatus {
  REQUESTED
  RECEIVED
  LAPSED
  REFUSED
  WITHDRAWN
}

type OrderPage {
  items: [Order!]!
  nextCursor: String
}

type Order {
  id: ID!
  status: OrderStatus!
  "Why it was rejected."
  reason: RejectionReason
  lines: [OrderLine!]!
  totals: OrderTotals!
  shippingAddress: Address!
  shippingMethod: ShippingMethod!
  coupons: [String!]!
  payment: OrderPayment!
  delivery: OrderDelivery!
  returns: [OrderReturn!]!
  "A cancellation was asked for while it was being placed: it follows at the next step."
  cancellationRequested: Boolean!
  version: Int!
  placedAt: String!
  updatedAt: String!
  "What has happened so far, first to last. Null beside an error where it does not come: the order stands without."
  timeline: [OrderEvent!]
}

type OrderLine {
  sku: ID!
  name: String!
  quantity: Int!
  unitPrice: Money!
  discount: Money!
  tax: Money!
  total: Money!
  shipped: Int!
  delivered: Int!
  cancelled: Int!
  returned: Int!
}

type OrderTotals {
  subtotal: Money!
  discount: Money!
  shipping: Money!
  tax: Money!
  total: Money!
  taxIncluded: Boolean!
}

type Address {
  name: String!
  line1: String!
  line2: String
  city: String
  postalCode: String
  region: String
  country: String!
}

type OrderPayment {
  status: PaymentStatus!
  captured: Money!
  refunded: Money!
}

type OrderDelivery {
  status: DeliveryStatus!
  shipments: [Shipment!]!
}

type Shipment {
  shipmentId: ID!
  carrier: String!
  trackingNumber: String!
  lines: [StockLine!]!
  shippedAt: String!
  deliveredAt: String
}

type StockLine {
  sku: ID!
  quantity: Int!
}

type OrderReturn {
  returnId: ID!
  lines: [StockLine!]!
  reason: String!
  status: ReturnStatus!
  requestedAt: String!
  "Why the shop does not take the goods back."
  refusal: String
}

type RequestedReturn {
  "Names it among the returns of the order."
  returnId: ID!
  order: Order!
}

type OrderEvent {
  version: Int!
  "Such as OrderPlaced."
  type: String!
  "ISO 8601 in UTC."
  time: String!
}
`;
