// What the public port serves beside the API: the console with the mails of this system, and the files of the site,
// put into their bucket as a deployment puts them there, by the list that the build has made.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../cli/paths.ts';
import type { Parameters } from '../cloud/cloud.ts';
import { consoleSite, type Site, type SiteSources } from '../console/site.ts';
import type { Buckets, StoredFile } from '../s3/buckets.ts';
import type { Mailbox } from '../ses/mailbox.ts';

export const systemSite = (mailbox: Pick<Mailbox, 'list'>, admin: SiteSources['admin']): Site =>
  consoleSite({
    directory: join(paths.dist, 'console'),
    admin,
    mail: (id) => mailbox.list().find((mail) => mail.id === id)?.html,
  });

interface Needs {
  readonly buckets: Pick<Buckets, 'put'>;
  readonly parameters: Pick<Parameters, 'get'>;
}

type Listed = Omit<StoredFile, 'body'>;

/** Nothing where the template has no bucket, or nothing was built. */
export function putSiteFiles({ buckets, parameters }: Needs, stage: string): void {
  const bucket = parameters.get(`/tandem/${stage}/platform/site-bucket`);
  const list = join(paths.dist, 'site.json');
  if (bucket === undefined || !existsSync(list)) return;
  for (const file of JSON.parse(readFileSync(list, 'utf8')) as Listed[]) {
    buckets.put(bucket, { ...file, body: readFileSync(join(paths.dist, 'site', file.key)) });
  }
}
