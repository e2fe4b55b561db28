// The console on the public port, with the mails of this system.
import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import { consoleSite, type Site, type SiteSources } from '../console/site.ts';
import type { Mailbox } from '../ses/mailbox.ts';

export const systemSite = (mailbox: Pick<Mailbox, 'list'>, admin: SiteSources['admin']): Site =>
  consoleSite({
    directory: join(paths.dist, 'console'),
    admin,
    mail: (id) => mailbox.list().find((mail) => mail.id === id)?.html,
  });
