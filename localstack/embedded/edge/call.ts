// One call of a service: the faults it meets, and what went wrong in the protocol of the caller.
import type { Log } from '../../cloud/cloud.ts';
import type { Faults } from '../../cloud/faults.ts';
import { isDiskFull } from '../../cloud/kept-files.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type Service,
} from '../../cloud/protocol/edge-protocol.ts';
import { errorFor } from './errors.ts';
import { withFaults } from './faults.ts';

export interface CalledServices {
  /** By the service name in the credential scope. */
  readonly services: Readonly<Record<string, Service>>;
  readonly faults: Faults;
  readonly log: Log;
}

/** In a header or, with the query protocol, in the body. */
function operationOf({ action, body }: AwsRequest): string {
  return action || (/(?:^|&)Action=(\w{1,64})/.exec(body.toString('latin1'))?.[1] ?? '');
}

function asAwsError(error: unknown, log: Log, service: string): AwsError {
  if (error instanceof AwsError) {
    if (/AccessDenied|AuthorizationError/.test(error.code)) {
      log.line('iam', `AccessDenied: ${error.message}`);
    }
    return error;
  }
  if (error instanceof URIError) {
    return new AwsError('ValidationException', 'The path is not percent-encoded UTF-8.');
  }
  if (isDiskFull(error)) {
    const message = 'no space is left for the data; make room, and it goes on';
    log.line('tandem', `${service}: ${message}`);
    return new AwsError('ServiceUnavailable', message, 503);
  }
  log.line('edge', `${service}: ${error instanceof Error ? error.stack : String(error)}`);
  return new AwsError('InternalFailure', String(error), 500);
}

export async function callService(
  parts: CalledServices,
  name: string,
  request: AwsRequest,
): Promise<AwsResponse> {
  const service = Object.hasOwn(parts.services, name) ? parts.services[name] : undefined;
  parts.faults.note(`${name} ${operationOf(request)}`);
  try {
    if (service) return await withFaults(parts.faults, name, () => service(request));
    throw new AwsError('UnknownService', `${name} is not part of the embedded cloud`, 501);
  } catch (error) {
    return errorFor(name, request, asAwsError(error, parts.log, name));
  }
}
