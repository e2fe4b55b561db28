// Every route of the products service.
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { type CatalogueServices, catalogueEndpoints } from './catalogue-endpoints.ts';
import { categoryEndpoints } from './category-endpoints.ts';
import { inventoryEndpoints } from './inventory-endpoints.ts';

export const endpoints = (services: CatalogueServices): readonly Endpoint[] => [
  ...catalogueEndpoints(services),
  ...categoryEndpoints(services),
  ...inventoryEndpoints(services),
];
