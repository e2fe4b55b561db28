// What a request for an order says: who acts, which order it is, and the id of what it makes.
import type { RouteContract } from '../../../events/http/route.ts';
import type { Request } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { idFrom, isId } from '../../../platform/kernel/ids.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import type { Actor } from '../domain/commands.ts';

/** A role makes somebody staff where the route names it; elsewhere they are the customer that they are as well. */
export const actorOf = ({ kind, subject, roles }: Identity, { auth }: RouteContract): Actor => {
  const named: readonly string[] = auth.kind === 'bearer' ? auth.roles : [];
  const isStaff = roles.some((role) => role !== 'customer' && named.includes(role));
  return kind === 'client' || isStaff
    ? { kind: 'staff' }
    : { kind: 'customer', customerId: subject };
};

/** The id of what a request makes: the same when it comes again. */
export const idOf = (
  prefix: string,
  {
    idempotency,
    requestId,
    params,
  }: Pick<Request, 'idempotency' | 'requestId'> & { readonly params?: object },
): string => {
  const { scope, key } = idempotency ?? { scope: '', key: requestId };
  return idFrom(prefix, scope, key, JSON.stringify(params ?? {}));
};

/** What is not in the format of our ids is nothing, and costs no database call. */
export const orderIdOf = ({ id }: { readonly id: string }): string => {
  if (!isId('ord', id)) throw new AppError('not-found');
  return id;
};
