// What the events of an order and of a payment add up to, by the auditor's own reading of them.
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export interface AuditedEvent {
  readonly version: number;
  readonly event: { readonly type: string; readonly at: string } & Readonly<
    Record<string, unknown>
  >;
}

export interface OrderView {
  readonly status: string;
  /** Until when it waits for stock, payment or both. */
  readonly deadline?: string;
  readonly customerId: string;
  readonly placedAt: string;
  readonly total?: Amount;
  readonly refunds: readonly (Amount & { readonly refundId: string })[];
  /** What each takes from the customer; the first one all, where none says. */
  readonly shipments: readonly { readonly shipmentId: string; readonly charge?: Amount }[];
  /** Returns whose goods have not come. */
  readonly returns: readonly string[];
  readonly updatedAt: string;
  /** An event that its status does not allow. */
  readonly wrong?: string;
}

export interface PaymentStep {
  readonly kind: 'authorization' | 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: Amount;
  readonly progress: 'requested' | 'pending' | 'unknown' | 'succeeded' | 'failed';
}

export interface PaymentView {
  readonly amount?: Amount;
  readonly steps: readonly PaymentStep[];
}

const arrived = ['delivered', 'return_pending'];
/** Goods come back also while others are under way. */
const open = ['shipped', ...arrived];

/** Where each event may happen and where it leads, unless that depends on what comes back; events that are not here change no status. */
const transitions: Readonly<Record<string, readonly [from: readonly string[], to?: string]>> = {
  'order-placed': [['absent'], 'pending_stock'],
  'stock-reserved': [['pending_stock'], 'pending_payment'],
  'order-confirmed': [['pending_payment'], 'confirmed'],
  'order-rejected': [['pending_stock', 'pending_payment'], 'rejected'],
  'cancellation-requested': [['confirmed', 'pending_payment'], 'cancel_pending'],
  'order-cancelled': [['cancel_pending'], 'cancelled'],
  'order-shipped': [['confirmed', 'shipped'], 'shipped'],
  'order-delivered': [['shipped']],
  'return-requested': [open],
  'return-received': [open],
  'return-lapsed': [open],
  'return-refused': [open],
  'return-withdrawn': [open],
  'order-returned': [open, 'returned'],
};

const nothing: OrderView = {
  status: 'absent',
  customerId: '',
  placedAt: '',
  refunds: [],
  shipments: [],
  returns: [],
  updatedAt: '',
};

/** What all that has left has come to. */
const resting = ({ status, returns }: OrderView, type: string): string => {
  if (type !== 'order-delivered' && !arrived.includes(status)) return 'shipped';
  return returns.length > 0 ? 'return_pending' : 'delivered';
};

const afterTransition = (order: OrderView, { event, version }: AuditedEvent): OrderView => {
  const transition = transitions[event.type];
  if (transition === undefined || order.wrong !== undefined) return order;
  const [from, to = resting(order, event.type)] = transition;
  if (from.includes(order.status)) return { ...order, status: to };
  return { ...order, wrong: `${event.type} (${version}) in ${order.status}` };
};

const afterGoodsAndMoney = (order: OrderView, { event }: AuditedEvent): OrderView => {
  const { type, refundId, returnId, shipmentId } = event as Readonly<Record<string, string>>;
  switch (type) {
    case 'order-placed':
      return {
        ...order,
        customerId: String(event.customerId),
        placedAt: event.at,
        total: (event.totals as { readonly total: Amount }).total,
      };
    case 'order-shipped': {
      const shipment = { shipmentId: String(shipmentId), charge: event.charge as Amount };
      return { ...order, shipments: [...order.shipments, shipment] };
    }
    case 'refund-requested': {
      const refund = { ...(event.amount as Amount), refundId: String(refundId) };
      return { ...order, refunds: [...order.refunds, refund] };
    }
    case 'refund-failed':
      return { ...order, refunds: order.refunds.filter((each) => each.refundId !== refundId) };
    case 'return-requested':
      return { ...order, returns: [...order.returns, String(returnId)] };
    case 'return-received':
    case 'return-lapsed':
    case 'return-refused':
    case 'return-withdrawn':
      return { ...order, returns: order.returns.filter((each) => each !== returnId) };
    default:
      return order;
  }
};

const waits = (status: string): boolean =>
  ['pending_stock', 'pending_payment', 'cancel_pending'].includes(status);

const afterEvent = (before: OrderView, each: AuditedEvent): OrderView => {
  const order = afterTransition(afterGoodsAndMoney(before, each), each);
  const { at, deadline = order.deadline } = each.event;
  const isWaiting = waits(order.status) && deadline !== undefined;
  return { ...order, deadline: isWaiting ? String(deadline) : undefined, updatedAt: at };
};

export const orderOf = (events: readonly AuditedEvent[]): OrderView =>
  events.reduce(afterEvent, nothing);

const progressOf: Readonly<Record<string, PaymentStep['progress']>> = {
  'step-pending': 'pending',
  'step-unknown': 'unknown',
  'step-succeeded': 'succeeded',
  'step-failed': 'failed',
};

const afterStep = (payment: PaymentView, { event }: AuditedEvent): PaymentView => {
  const {
    type,
    key,
    kind = 'authorization',
    amount,
  } = event as Partial<PaymentStep> & AuditedEvent['event'];
  const step = { kind, key, amount, progress: 'requested' } as PaymentStep;
  if (type === 'payment-requested') return { amount, steps: [step] };
  if (type === 'step-requested') return { ...payment, steps: [...payment.steps, step] };
  const progress = progressOf[type];
  if (progress === undefined) return payment;
  const steps = payment.steps.map((each) => (each.key === key ? { ...each, progress } : each));
  return { ...payment, steps };
};

export const paymentOf = (events: readonly AuditedEvent[]): PaymentView =>
  events.reduce(afterStep, { steps: [] });
