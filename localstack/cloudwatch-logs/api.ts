// CloudWatch Logs behind the edge: what the embedded cloud's processes have said.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access, Functions } from '../cloud/cloud.ts';
import { AwsError, denied, input, json, type Service } from '../cloud/protocol/edge-protocol.ts';
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
  readonly nextToken?: string;
}

const stream = 'embedded';
const mostEvents = 10_000;

function pageSize(limit: number | undefined): number {
  if (limit === undefined) return mostEvents;
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostEvents) return limit;
  throw new AwsError('InvalidParameterException', `limit is between 1 and ${mostEvents}`);
}

/** The events of a page, and the token of the next where there is one. */
function pageOf(
  events: readonly LogEvent[],
  name: string,
  request: Request,
): { found: readonly LogEvent[]; nextToken?: string } {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, logStreamNames } = request;
  const isWanted = linePattern(request.filterPattern ?? '');
  const after = Number(request.nextToken ?? 0);
  if (!Number.isInteger(after)) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const ofStream = logStreamNames === undefined || logStreamNames.includes(stream);
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

  function describeGroups({ logGroupNamePrefix = '', logGroupNamePattern = '' }: Request) {
    const found = groups()
      .filter((name) => name.startsWith(logGroupNamePrefix))
      .filter((name) => name.toLowerCase().includes(logGroupNamePattern.toLowerCase()));
    return {
      logGroups: found.map((name) => ({
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
      const { found } = page(request);
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
