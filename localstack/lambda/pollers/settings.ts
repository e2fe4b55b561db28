// What a template says of queue and stream mappings alike.
import type { Resource } from '../../cloud/cloud.ts';
import { object, objects, texts } from '../../cloud/read.ts';

export const patternsOf = (resource: Resource) =>
  objects(object(resource.properties, 'FilterCriteria'), 'Filters').map(
    (filter) => JSON.parse(String(filter.Pattern)) as Record<string, unknown>,
  );

export const reportsItemFailures = (resource: Resource) =>
  texts(resource.properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures');
