// What a request to Lambda asks for, by its method and path.
import { AwsError } from '../cloud/protocol/edge-protocol.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly action: string;
}
export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}
