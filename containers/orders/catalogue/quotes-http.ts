// The question to products over the route that it has for services.
import type { QuotedVariant } from '../../../events/http/products/products.ts';
import { createServiceCall, type ServiceCallOptions } from '../../../platform/http/service-call.ts';
import type { Quote } from '../domain/pricing/pricing.ts';
import type { AskForQuotes } from './catalogue.ts';

const toQuote = ({ sku, name, price, status, available }: QuotedVariant): Quote => ({
  sku,
  name,
  price,
  sold: status === 'active',
  available,
});

/** @param url of the products service, with its stage: `http://…/v1` */
export const quotesByHttp = (url: string, options: ServiceCallOptions): AskForQuotes => {
  const ask = createServiceCall({ name: 'catalogue', service: 'products' }, options);
  return async (skus, currency) => {
    const query = new URLSearchParams(skus.map((sku): [string, string] => ['sku', sku]));
    if (currency !== undefined) query.set('currency', currency);
    return (await ask<QuotedVariant>(`${url}/variants?${query}`)).map(toQuote);
  };
};
