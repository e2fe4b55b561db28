// What the rooms of auth share about accounts, put together.
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { TableParts } from '../../../platform/service/table-ground.ts';
import { createOwner } from '../credentials/owner.ts';
import { createPasswords } from '../credentials/passwords.ts';
import { createStepUp } from '../credentials/step-up.ts';
import { createMailLinks } from '../registration/mail-links.ts';
import { createAccountStore } from '../store.ts';
import { createAccountChanges } from './account-changes.ts';

export const composeAccounts = ({
  table,
  commit,
  readable,
  clock,
  throttle,
}: Pick<TableParts, 'table' | 'commit' | 'readable'> & {
  readonly clock: Clock;
  readonly throttle: Parameters<typeof createOwner>[0]['throttle'];
}) => {
  const store = createAccountStore(table, readable);
  const passwords = createPasswords();
  const changeAccount = createAccountChanges({ store, commit });
  const owner = createOwner({ passwords, throttle, clock });
  return {
    store,
    passwords,
    changeAccount,
    owner,
    stepUp: createStepUp({ store, owner, changeAccount }),
    links: createMailLinks(store, clock),
  };
};
