// Every route of the products service.
import type { Readable } from '../../platform/data/readable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { type AdminServices, adminEndpoints } from './admin-endpoints.ts';
import { type CatalogueServices, catalogueEndpoints } from './catalogue-endpoints.ts';
import { categoryEndpoints } from './category-endpoints.ts';
import type { CategoryStore } from './category-store.ts';
import { importEndpoints } from './import-endpoints.ts';
import type { ImportStore } from './import-store.ts';
import { inventoryEndpoints } from './inventory-endpoints.ts';
import type { Ledger } from './ledger.ts';
import { unreadableEndpoints } from './unreadable-endpoints.ts';

export interface HttpParts extends CatalogueServices, AdminServices {
  readonly categories: CategoryStore;
  readonly ledger: Ledger;
  readonly imports: ImportStore;
  readonly readable: Readable;
}

export const endpoints = (parts: HttpParts): readonly Endpoint[] => [
  ...catalogueEndpoints(parts),
  ...adminEndpoints(parts),
  ...categoryEndpoints(parts),
  ...inventoryEndpoints(parts),
  ...importEndpoints(parts),
  ...unreadableEndpoints(parts),
];
