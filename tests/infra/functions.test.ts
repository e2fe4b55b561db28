// Functions: what every one of them has, so that it can be deployed, watched and limited.
import { describeRules } from './support/rules.ts';
import { at, numberAt, type Resource, type System } from './support/system.ts';

const lambda = 'AWS::Lambda::Function';

const aliasOf = (code: Resource, system: System) =>
  system
    .referring(code, 'AWS::Lambda::Alias', 'FunctionName')
    .find(({ properties }) => at(properties, 'Name') === 'live');

/** Started by a schedule or by a rotation, so nobody waits for the answer. */
const isAsynchronous = (code: Resource, system: System) => {
  const alias = aliasOf(code, system);
  return (
    alias !== undefined &&
    (system.referring(alias, 'AWS::Scheduler::Schedule', 'Target.Arn').length > 0 ||
      system.referring(alias, 'AWS::SecretsManager::RotationSchedule', 'RotationLambdaARN').length >
        0)
  );
};

/** Neither a queue nor a stream nor the clock starts it. */
const answersRequests = (code: Resource, system: System) => {
  const alias = aliasOf(code, system);
  return (
    alias !== undefined &&
    !isAsynchronous(code, system) &&
    system.referring(alias, 'AWS::Lambda::EventSourceMapping', 'FunctionName').length === 0
  );
};

describeRules('functions', [
  {
    fact: 'every function is a Node 24 bundle for arm64',
    type: lambda,
    holds: ({ properties }) =>
      at(properties, 'Runtime') === 'nodejs24.x' &&
      at(properties, 'Architectures.0') === 'arm64' &&
      at(properties, 'Handler') === 'index.handler',
    broken: ['Runtime', 'nodejs22.x'],
  },
  {
    fact: 'every function that answers requests gives up before the gateway does after 29 s',
    type: lambda,
    where: answersRequests,
    holds: ({ properties }) => numberAt(properties, 'Timeout') < 29,
    broken: ['Timeout', 29],
  },
  {
    fact: 'every other one ends before the minute that wakes it again',
    type: lambda,
    where: (code, system) => !answersRequests(code, system),
    holds: ({ properties }) => numberAt(properties, 'Timeout') < 60,
    broken: ['Timeout', 60],
  },
  {
    fact: 'what publishes, consumes and runs by the clock has concurrency of its own, which requests cannot take',
    type: lambda,
    where: (code, system) => !answersRequests(code, system),
    holds: ({ properties }) => numberAt(properties, 'ReservedConcurrentExecutions') > 0,
    broken: ['ReservedConcurrentExecutions', undefined],
  },
  {
    fact: 'every function writes to a log group of its own that forgets',
    type: lambda,
    holds: (code, system) =>
      system
        .referred(code, at(code.properties, 'LoggingConfig.LogGroup'), 'AWS::Logs::LogGroup')
        .some(({ properties }) => numberAt(properties, 'RetentionInDays') > 0),
    broken: (system) => system.remove('AWS::Logs::LogGroup'),
  },
  {
    fact: 'every function is traced',
    type: lambda,
    holds: ({ properties }) => at(properties, 'TracingConfig.Mode') === 'Active',
    broken: ['TracingConfig', undefined],
  },
  {
    fact: 'every function has a role of its own',
    type: lambda,
    holds: (code, system) => {
      const [role] = system.referred(code, at(code.properties, 'Role'), 'AWS::IAM::Role');
      return role !== undefined && system.referring(role, lambda, 'Role').length === 1;
    },
    broken: (system) => system.remove('AWS::IAM::Role'),
  },
  {
    fact: 'every function is called by its alias `live`, which CodeDeploy moves and an alarm moves back',
    type: lambda,
    holds: (code, system) => {
      const alias = aliasOf(code, system);
      return (
        alias !== undefined &&
        system
          .referred(alias, alias.updatePolicy, 'AWS::CodeDeploy::DeploymentGroup')
          .some(
            (group) =>
              String(at(group.properties, 'AutoRollbackConfiguration.Events')).includes(
                'DEPLOYMENT_STOP_ON_ALARM',
              ) &&
              system.referred(
                group,
                at(group.properties, 'AlarmConfiguration'),
                'AWS::CloudWatch::Alarm',
              ).length === 1,
          )
      );
    },
    broken: (system) => system.remove('AWS::CloudWatch::Alarm'),
  },
  {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
    fact: 'every function but the hook itself is asked by it before its new version meets a call',
    type: 'AWS::Lambda::Alias',
    where: ({ stack }) => !stack.endsWith('-Rollout'),
    holds: ({ stack, updatePolicy }) =>
      at(updatePolicy, 'CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook') ===
      `tandem-${stack.split('-')[1]}-rollout-hook`,
    broken: (system) => {
      system.resources = system.resources.map((each) => ({ ...each, updatePolicy: undefined }));
    },
  },
  {
    fact: 'new code first takes a tenth of the calls',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    stages: ['prod'],
    holds: ({ properties }) =>
      at(properties, 'DeploymentConfigName') === 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    broken: ['DeploymentConfigName', 'CodeDeployDefault.LambdaAllAtOnce'],
  },
  {
    fact: 'what a function called asynchronously could not do goes to a dead-letter queue',
    type: lambda,
    where: isAsynchronous,
    holds: (code, system) =>
      system
        .referring(code, 'AWS::Lambda::EventInvokeConfig', 'FunctionName')
        .some(
          (config) =>
            system.referred(config, at(config.properties, 'DestinationConfig'), 'AWS::SQS::Queue')
              .length === 1,
        ),
    broken: (system) => system.remove('AWS::Lambda::EventInvokeConfig'),
  },
  {
    fact: 'no variable of a function holds a secret, only names and ARNs',
    type: lambda,
    holds: ({ properties }) => !JSON.stringify(properties).includes('{{resolve:'),
    broken: ['Environment.Variables.KEY', '{{resolve:secretsmanager:key}}'],
  },
  {
    fact: 'every function knows its stage, its service and its version',
    type: lambda,
    holds: ({ properties }) =>
      ['STAGE', 'SERVICE', 'SERVICE_VERSION', 'LOG_LEVEL'].every(
        (name) => at(properties, `Environment.Variables.${name}`) !== undefined,
      ),
    broken: ['Environment.Variables.SERVICE_VERSION', undefined],
  },
]);

describeRules('streams', [
  {
    fact: 'a relay that falls a minute behind raises an alarm',
    type: lambda,
    where: ({ properties }) =>
      String(at(properties, 'FunctionName')).endsWith('-outbox-relay-handler'),
    holds: (code, system) =>
      system
        .referring(code, 'AWS::CloudWatch::Alarm', 'Dimensions')
        .some(
          ({ properties }) =>
            at(properties, 'MetricName') === 'IteratorAge' &&
            at(properties, 'Threshold') === 60_000,
        ),
    broken: (system) => system.remove('AWS::CloudWatch::Alarm'),
  },
]);

describeRules('schedules', [
  {
    fact: 'every schedule hands what it could not start to a dead-letter queue, and starts nothing twice on purpose',
    type: 'AWS::Scheduler::Schedule',
    holds: (schedule, system) =>
      at(schedule.properties, 'FlexibleTimeWindow.Mode') === 'OFF' &&
      numberAt(schedule.properties, 'Target.RetryPolicy.MaximumRetryAttempts') <= 1 &&
      system.referred(
        schedule,
        at(schedule.properties, 'Target.DeadLetterConfig'),
        'AWS::SQS::Queue',
      ).length === 1,
    broken: ['Target.DeadLetterConfig', undefined],
  },
]);
