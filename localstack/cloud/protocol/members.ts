// Members of JSON requests have the types that the models of the APIs give them.
// https://github.com/aws/api-models-aws
import { isObject } from '../read.ts';

type Test = (value: unknown) => boolean;

const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const mapOf =
  (test: Test): Test =>
  (value) =>
    isObject(value) && Object.values(value).every(test);
const isText: Test = (value) => typeof value === 'string';
const isMapOfTexts = mapOf(isText);
const isListOfObjects = listOf(isObject);

const kinds = {
  text: isText,
  texts: listOf(isText),
  number: (value: unknown) => typeof value === 'number',
  flag: (value: unknown) => typeof value === 'boolean',
  object: isObject,
  objects: isListOfObjects,
  mapOfTexts: isMapOfTexts,
  mapOfObjects: mapOf(isObject),
  /** Of a queue a map, of all else a list. */
  tags: (value: unknown) => isListOfObjects(value) || isMapOfTexts(value),
};

type Kind = keyof typeof kinds;

/** By name: of the services that are asked in JSON no two have another type for one of these. */
const named: Readonly<Record<Kind, string>> = {
  text: `AllowedPattern BinaryValue Charset ClientRequestToken ConfigurationSetName Data DataType Description
    DestinationArn ExclusiveStartStreamArn FromEmailAddress Id Key KeyId KmsKeyId MessageBody MessageDeduplicationId
    MessageGroupId MoveToVersionId Name NextToken Option Path Policies QueueName QueueNamePrefix QueueOwnerAWSAccountId
    QueueUrl ReceiptHandle ReceiveRequestAttemptId RemoveFromVersionId RotationLambdaARN RotationToken SecretBinary SecretId
    SecretString SequenceNumber ShardId ShardIterator ShardIteratorType SortBy SortOrder SourceArn StreamArn StringValue
    TableName Tier Type Value VersionId VersionStage filterPattern logGroupClass logGroupIdentifier logGroupName
    logGroupNamePattern logGroupNamePrefix logStreamName logStreamNamePrefix nextToken orderBy`,
  texts: `AttributeNames BccAddresses CcAddresses MessageAttributeNames MessageSystemAttributeNames Names ReplyToAddresses
    SecretIdList TagKeys ToAddresses Values VersionStages accountIdentifiers logGroupIdentifiers logStreamNames`,
  number: `DelaySeconds Limit MaxNumberOfMessages MaxNumberOfMessagesPerSecond MaxResults RecoveryWindowInDays
    VisibilityTimeout WaitTimeSeconds endTime limit startTime`,
  flag: `ForceDeleteWithoutRecovery IncludeDeprecated IncludePlannedDeletion Overwrite Recursive RotateImmediately Shared
    WithDecryption descending includeLinkedAccounts interleaved startFromHead unmask`,
  object: 'Body Content Destination Html Raw RotationRules ShardFilter Simple Subject Text',
  objects: 'EmailTags Entries Filters ParameterFilters',
  mapOfTexts: 'Attributes tags',
  mapOfObjects: 'MessageAttributes MessageSystemAttributes',
  tags: 'Tags',
};

const kindsByName = new Map(
  Object.entries(named).flatMap(([kind, names]) =>
    names.split(/\s+/).map((name) => [name, kind as Kind] as const),
  ),
);

type Refuse = (member: string) => never;

function member(name: string, value: unknown, refuse: Refuse): unknown {
  const kind = kindsByName.get(name);
  if (kind !== undefined && !kinds[kind](value)) refuse(name);
  // The names in a map are the caller's own.
  if (kind === 'mapOfTexts' || (kind === 'tags' && isObject(value))) return value;
  if (kind !== 'mapOfObjects') return checked(value, refuse);
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([own, one]) => [own, checked(one, refuse)]));
}

/** The value without members that are null: these are not there; refuses the first that has another type. */
export function checked(value: unknown, refuse: Refuse): unknown {
  if (Array.isArray(value)) return value.map((one) => checked(one, refuse));
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(members.map(([name, one]) => [name, member(name, one, refuse)]));
}
