// Amazon resource names: made and taken apart in one place.

export interface Account {
  readonly region: string;
  readonly accountId: string;
}

export function arnOf(service: string, resource: string, account: Account): string {
  return `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** What stands after the account: `table/orders`, `function:name:alias`, a queue's name. */
export function resourceOf(arn: string): string {
  return arn.split(':').slice(5).join(':');
}

export function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

/** The last segment of a queue URL or of a queue ARN. */
export function queueNameOf(urlOrArn: string): string {
  const end = Math.max(urlOrArn.lastIndexOf('/'), urlOrArn.lastIndexOf(':'));
  return urlOrArn.slice(end + 1);
}
