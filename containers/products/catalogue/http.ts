// Every route of the catalogue.
import type { Endpoint } from '../../../platform/http/endpoint.ts';
import { adminEndpoints } from './admin-http.ts';
import { browseEndpoints } from './browse-http.ts';
import { categoryEndpoints } from './category-http.ts';
import { productEndpoints } from './product-http.ts';

type Parts = Parameters<typeof browseEndpoints>[0] &
  Parameters<typeof productEndpoints>[0] &
  Parameters<typeof adminEndpoints>[0] &
  Parameters<typeof categoryEndpoints>[0];

export const catalogueEndpoints = (parts: Parts): readonly Endpoint[] => [
  ...browseEndpoints(parts),
  ...productEndpoints(parts),
  ...adminEndpoints(parts),
  ...categoryEndpoints(parts),
];
