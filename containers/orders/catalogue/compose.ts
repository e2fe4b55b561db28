// The catalogue as this process asks for it: by the route of products, or by its protobuf contract.
import type { ServiceCallOptions } from '../../../platform/http/service-call.ts';
import { rpcTransport } from '../../../platform/rpc/rpc-call.ts';
import type { OrdersConfig } from '../config.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { quotesByHttp } from './quotes-http.ts';
import { quotesByRpc } from './quotes-rpc.ts';

type Config = Pick<OrdersConfig, 'PRODUCTS_URL' | 'QUOTES_BY'>;

export const composeCatalogueClient = (
  { PRODUCTS_URL: url, QUOTES_BY: way }: Config,
  calls: ServiceCallOptions,
): Catalogue =>
  createCatalogue(
    way === 'rpc' ? quotesByRpc(rpcTransport(`${url}/products`), calls) : quotesByHttp(url, calls),
  );
