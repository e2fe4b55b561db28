// Every route of the products service.

import { listUnreadableProducts } from '../../events/http/unreadable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import type { UnreadableItems } from '../../platform/service/unreadable-items.ts';
import { type AdminServices, adminEndpoints } from './catalogue/admin-http.ts';
import { categoryEndpoints } from './catalogue/category-http.ts';
import type { CategoryStore } from './catalogue/category-store.ts';
import { type CatalogueServices, catalogueEndpoints } from './catalogue/http.ts';
import { importEndpoints } from './imports/http.ts';
import type { ImportStore } from './imports/import-store.ts';
import { inventoryEndpoints } from './stock/http.ts';
import type { Ledger } from './stock/ledger.ts';

export interface HttpParts extends CatalogueServices, AdminServices {
  readonly categories: CategoryStore;
  readonly ledger: Ledger;
  readonly imports: ImportStore;
  readonly unreadable: UnreadableItems;
}

export const endpoints = (parts: HttpParts): readonly Endpoint[] => [
  ...catalogueEndpoints(parts),
  ...adminEndpoints(parts),
  ...categoryEndpoints(parts),
  ...inventoryEndpoints(parts),
  ...importEndpoints(parts),
  ...unreadableEndpoints(listUnreadableProducts, parts.unreadable, () => parts.cursors),
];
