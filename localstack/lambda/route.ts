// What a request to Lambda asks for, by its method and path.
import { AwsError, type AwsRequest } from '../cloud/protocol/edge-protocol.ts';
import { pageOf } from '../cloud/protocol/paging.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly action: string;
}
export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

const mostAsked = 10_000;

/** `MaxItems` and `Marker`; a page has fifty entries at most, whatever is asked for. */
export function paged<T>(all: readonly T[], { query }: Pick<AwsRequest, 'query'>, most = 50) {
  const asked = { size: query.get('MaxItems'), token: query.get('Marker') };
  const { items, next } = pageOf(all, asked, {
    most,
    mostAsked,
    sizeError: 'InvalidParameterValueException',
    tokenError: 'InvalidParameterValueException',
  });
  return { items, ...(next !== undefined && { NextMarker: next }) };
}
