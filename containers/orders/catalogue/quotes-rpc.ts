// The question to products by the protobuf contract of both.
import { createClient, type Transport } from '@connectrpc/connect';
import {
  type Quote as QuoteMessage,
  QuotesService,
  VariantStatus,
} from '../../../events/proto/tandem/products/v1/quotes_pb.js';
import { createRpcCall, type RpcCallOptions } from '../../../platform/rpc/rpc-call.ts';
import type { Quote } from '../domain/pricing/pricing.ts';
import type { AskForQuotes } from './catalogue.ts';

const toQuote = ({ sku, name, price, status, available }: QuoteMessage): Quote => {
  if (price === undefined) throw new Error(`products answered ${sku} without a price`);
  return {
    sku,
    name,
    price: { amount: Number(price.amount), currency: price.currency },
    sold: status === VariantStatus.ACTIVE,
    available: Number(available),
  };
};

/** @param transport to where products serves its calls: `rpcTransport('http://…/v1/products')` */
export const quotesByRpc = (transport: Transport, options: RpcCallOptions): AskForQuotes => {
  const client = createClient(QuotesService, transport);
  const ask = createRpcCall({ name: 'catalogue', service: 'products' }, options);
  return async (skus, currency) => {
    const question = { skus: [...skus], ...(currency !== undefined && { currency }) };
    const { items } = await ask((call) => client.getQuotes(question, call));
    return items.map(toQuote);
  };
};
