// Asks the auth service whose an e-mail address is: orders know their customers by id alone.

import { createServiceCall, type ServiceCallOptions } from '../../../platform/http/service-call.ts';
import { AppError } from '../../../platform/kernel/errors.ts';

export interface Customers {
  /** The id of the account with this address. Throws `overloaded` when auth does not answer. */
  find(email: string): Promise<string | undefined>;
}

export const createCustomers = ({
  url,
  ...options
}: ServiceCallOptions & {
  /** Of the public API, with its stage. */
  readonly url: string;
}): Customers => {
  const ask = createServiceCall({ name: 'customers', service: 'auth' }, options);

  return {
    find: async (email) => {
      try {
        const [user] = await ask<{ id: string }>(`${url}/users?${new URLSearchParams({ email })}`);
        return user?.id;
      } catch (cause) {
        const detail = 'The accounts of customers cannot be asked.';
        throw new AppError('overloaded', { detail, retryAfter: 1, cause });
      }
    },
  };
};
