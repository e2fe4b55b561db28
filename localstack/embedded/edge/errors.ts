// Errors in the protocol that the caller speaks, told by the request where the service does not tell it.
import {
  type AwsError,
  type AwsRequest,
  type AwsResponse,
  errorResponse,
} from '../../cloud/protocol/edge-protocol.ts';

/** A form, or the query of a GET that says its operation. */
const isQuery = (headers: AwsRequest['headers'], query?: URLSearchParams) =>
  String(headers['content-type']).startsWith('application/x-www-form-urlencoded') ||
  query?.has('Action') === true;

/** Services whose requests look the same in all protocols, by the name in the signature's scope. */
const restXml = new Set(['s3', 's3-outposts', 's3express', 'cloudfront', 'route53']);

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  // Major type 3 with a length of two bytes. https://www.rfc-editor.org/rfc/rfc8949#section-3.1
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
function cborError(error: AwsError): AwsResponse {
  const members = [['__type', error.code] as const, ['message', error.message] as const];
  const body = Buffer.concat([
    Buffer.from([0xa0 + members.length]),
    ...members.flatMap(([name, value]) => [text(name), text(value.slice(0, 4096))]),
  ]);
  return {
    status: error.status,
    contentType: 'application/cbor',
    body,
    headers: { 'smithy-protocol': 'rpc-v2-cbor' },
  };
}

function ec2Error(error: AwsError): AwsResponse {
  const answer = errorResponse('query', error);
  const body = String(answer.body)
    .replace('<ErrorResponse><Error>', '<Response><Errors><Error>')
    .replace('</Error><RequestId>', '</Error></Errors><RequestID>')
    .replace('</RequestId></ErrorResponse>', '</RequestID></Response>');
  return { ...answer, body };
}

export function errorFor(
  service: string,
  { headers, query }: Pick<AwsRequest, 'headers'> & Partial<Pick<AwsRequest, 'query'>>,
  error: AwsError,
): AwsResponse {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cborError(error);
  if (headers['x-amz-target'] !== undefined) return errorResponse('json', error);
  if (service === 's3') return errorResponse('xml', error);
  if (isQuery(headers, query))
    return service === 'ec2' ? ec2Error(error) : errorResponse('query', error);
  if (service === '') return errorResponse('json', error);
  return errorResponse(restXml.has(service) ? 'query' : 'rest', error);
}
