// CloudWatch Logs behind the edge: what the embedded cloud's processes have said.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access, Functions } from '../cloud/cloud.ts';
import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
import { pageOf as listed } from '../cloud/protocol/paging.ts';
import type { LogEvent, LogHistory } from './history.ts';
import { linePattern } from './pattern.ts';

interface Request {
  readonly logGroupName?: string;
  /** A name or an ARN. */
  readonly logGroupIdentifier?: string;
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logStreamNames?: string[];
  readonly filterPattern?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly logStreamName?: string;
  readonly logStreamNamePrefix?: string;
  readonly startFromHead?: boolean;
  readonly nextToken?: string;
}

const stream = 'embedded';
const mostEvents = 10_000;
const rules = {
  most: 50,
  sizeError: 'InvalidParameterException',
  tokenError: 'InvalidParameterException',
};

function pageSize(limit: number | undefined): number {
  if (limit === undefined) return mostEvents;
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostEvents) return limit;
  throw new AwsError('InvalidParameterException', `limit is between 1 and ${mostEvents}`);
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);

function checkSelection(request: Request): void {
  const { logGroupName, logGroupIdentifier, logStreamNames, logStreamNamePrefix } = request;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw invalid('logGroupName and logGroupIdentifier exclude each other.');
  }
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalid('logStreamNames and logStreamNamePrefix exclude each other.');
  }
}

/** Is the one stream of a group among those that are asked for? */
const asksForStream = ({ logStreamNames, logStreamNamePrefix = '' }: Request) =>
  (logStreamNames?.includes(stream) ?? true) && stream.startsWith(logStreamNamePrefix);

/** The events of a page, and the token of the next where there is one. */
function pageOf(
  events: readonly LogEvent[],
  name: string,
  request: Request,
): { found: readonly LogEvent[]; nextToken?: string } {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = request;
  checkSelection(request);
  const isWanted = linePattern(request.filterPattern ?? '');
  const after = Number(request.nextToken ?? 0);
  if (!Number.isInteger(after) || after < 0) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const ofStream = asksForStream(request);
  const all = events
    .filter(({ id, group }) => ofStream && id > after && group === name)
    .filter(({ at, text }) => at >= startTime && at <= endTime && isWanted(text));
  const found = all.slice(0, pageSize(request.limit));
  const last = found.at(-1);
  return { found, ...(last && all.length > found.length && { nextToken: String(last.id) }) };
}

export interface LogsNeeds {
  readonly account: Account;
  readonly access: Pick<Access, 'check'>;
  readonly functions: Pick<Functions, 'list'>;
  readonly history: Pick<LogHistory, 'events' | 'startedAt'>;
}

export function logsService({ account, access, functions, history }: LogsNeeds): Service {
  function groups(): string[] {
    const ofFunctions = functions.list().map(({ name }) => `/aws/lambda/${name}`);
    return [...new Set([...ofFunctions, ...history.events().map(({ group }) => group)])].sort();
  }

  function groupNamed(request: Request): string {
    const wanted = request.logGroupName ?? request.logGroupIdentifier ?? '';
    const name = wanted.replace(/^arn:aws:logs:[^:]*:\d*:log-group:/, '').replace(/:\*$/, '');
    if (groups().includes(name)) return name;
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }

  const arn = (name: string) => arnOf('logs', `log-group:${name}`, account);

  function describeGroups(request: Request) {
    const { logGroupNamePrefix = '', logGroupNamePattern = '', limit, nextToken } = request;
    if (logGroupNamePrefix !== '' && logGroupNamePattern !== '') {
      throw invalid('logGroupNamePrefix and logGroupNamePattern exclude each other.');
    }
    const found = groups()
      .filter((name) => name.startsWith(logGroupNamePrefix))
      .filter((name) => name.toLowerCase().includes(logGroupNamePattern.toLowerCase()));
    const { items, next } = listed(found, { size: limit, token: nextToken }, rules);
    return {
      ...(next !== undefined && { nextToken: next }),
      logGroups: items.map((name) => ({
        logGroupName: name,
        creationTime: history.startedAt,
        arn: `${arn(name)}:*`,
        logGroupArn: arn(name),
        logGroupClass: 'STANDARD',
        storedBytes: 0,
      })),
    };
  }

  function describeStreams(request: Request) {
    const name = groupNamed(request);
    const events = history.events().filter(({ group }) => group === name);
    if (!asksForStream(request)) return { logStreams: [] };
    return {
      logStreams: [
        {
          logStreamName: stream,
          creationTime: history.startedAt,
          firstEventTimestamp: events[0]?.at,
          lastEventTimestamp: events.at(-1)?.at,
          arn: `${arn(name)}:log-stream:${stream}`,
          storedBytes: 0,
        },
      ],
    };
  }

  /** The last page, where none is asked for. */
  function latest(request: Request) {
    const { limit, ...all } = request;
    const { found } = pageOf(history.events(), groupNamed(request), { ...all, limit: mostEvents });
    return { found: found.slice(-pageSize(limit)) };
  }

  const page = (request: Request) => pageOf(history.events(), groupNamed(request), request);

  const timed = ({ at, text }: LogEvent) => ({ timestamp: at, ingestionTime: at, message: text });

  const operations: Readonly<Record<string, (request: Request) => object>> = {
    DescribeLogGroups: describeGroups,
    DescribeLogStreams: describeStreams,
    FilterLogEvents(request) {
      const { found, nextToken } = page(request);
      const events = found.map((event) => ({
        logStreamName: stream,
        eventId: String(event.id),
        ...timed(event),
      }));
      return { events, searchedLogStreams: [], ...(nextToken !== undefined && { nextToken }) };
    },
    GetLogEvents(request) {
      if (request.logStreamName !== stream) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      const { found } =
        request.startFromHead || request.nextToken ? page(request) : latest(request);
      const last = String(found.at(-1)?.id ?? request.nextToken ?? 0);
      return { events: found.map(timed), nextForwardToken: last, nextBackwardToken: '0' };
    },
  };

  return (request) => {
    const operation = Object.hasOwn(operations, request.action) && operations[request.action];
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `logs ${request.action} is not part of the embedded cloud`,
      );
    }
    const body = input<Request>(request);
    const name = body.logGroupName ?? '*';
    const reason = access.check(request.accessKeyId, `logs:${request.action}`, arn(name));
    if (reason !== undefined) throw denied('logs', reason);
    return json(operation(body));
  };
}
