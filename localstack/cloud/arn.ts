// Amazon resource names: made and taken apart in one place.

export interface Account {
  readonly region: string;
  readonly accountId: string;
}

export function arnOf(service: string, resource: string, account: Account): string {
  return `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;
}

export function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

/** The last segment of a queue URL or of a queue ARN. */
export function queueNameOf(urlOrArn: string): string {
  const end = Math.max(urlOrArn.lastIndexOf('/'), urlOrArn.lastIndexOf(':'));
  return urlOrArn.slice(end + 1);
}

/** Of a table by its name or ARN. */
export const tableNameOf = (nameOrArn: string): string =>
  nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
