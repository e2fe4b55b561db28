// Every function of the assembly has an event to be tried with, of the kind that starts it.
import { expect, it } from 'vitest';
import { eventFixtures, started } from '../support/event-fixtures.ts';
import { systemOf } from './support/assembly.ts';
import { at, type Resource, textAt } from './support/system.ts';

const system = systemOf('dev');
const functions = system.of('AWS::Lambda::Function');

const bundleOf = ({ properties }: Resource): string =>
  String(properties.FunctionName).replace(/^tandem-dev-/, '');

/** The parameter by which other stacks find the function, as the Api stack names it. */
const parameterOf = (bundle: string): string => {
  const [, service, entry] = /^(.+)-(\w+)$/.exec(bundle) ?? [];
  return `/tandem/dev/${service}/functions/${entry}/arn`.replaceAll(/[^\w]/g, '');
};

const startedBy = (one: Resource): string => {
  const callers = (type: string, path: string) =>
    [one, ...system.referring(one, 'AWS::Lambda::Alias', 'FunctionName')].flatMap((target) =>
      system.referring(target, type, path),
    );
  const [mapping] = callers('AWS::Lambda::EventSourceMapping', 'FunctionName');
  if (mapping) {
    const queues = system.referred(
      mapping,
      at(mapping.properties, 'EventSourceArn'),
      'AWS::SQS::Queue',
    );
    return queues.length > 0 ? 'queue' : 'stream';
  }
  if (callers('AWS::Scheduler::Schedule', 'Target.Arn').length > 0) return 'schedule';
  if (callers('AWS::SecretsManager::RotationSchedule', 'RotationLambdaARN').length > 0) {
    return 'rotation';
  }
  if (
    callers('AWS::KinesisFirehose::DeliveryStream', 'ExtendedS3DestinationConfiguration').length > 0
  ) {
    return 'delivery';
  }
  const isHook = system
    .of('AWS::Lambda::Alias')
    .some(({ updatePolicy = {} }) =>
      JSON.stringify(updatePolicy).includes(`"${one.properties.FunctionName}"`),
    );
  if (isHook) return 'hand';
  const [authorizer] = system.of('AWS::ApiGateway::Authorizer');
  return textAt(authorizer?.properties, 'AuthorizerUri').includes(parameterOf(bundleOf(one)))
    ? 'authorizer'
    : 'request';
};

it('each function has an event of the kind that starts it, and nothing else has one', () => {
  const wanted = functions.map((one) => [bundleOf(one), startedBy(one)]);
  const kept = [...eventFixtures].map(([name, event]) => [name, started(event).by]);
  expect(kept.sort()).toEqual(wanted.sort());
});

it('all kinds are met', () => {
  expect(new Set(functions.map(startedBy))).toEqual(
    new Set([
      'request',
      'queue',
      'stream',
      'schedule',
      'rotation',
      'delivery',
      'authorizer',
      'hand',
    ]),
  );
});
