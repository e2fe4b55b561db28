// Tasks of the embedded cloud as containers of a Docker engine: by `docker run` as the template says, or by the compose file.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { DockerError } from '../../infra/images/docker.ts';
import { imageName } from '../../infra/tools/images.ts';
import type { LaunchTask } from '../../localstack/ecs/launch.ts';
import { type ContainerState, listContainers, removeContainers } from './engine.ts';

export interface Containers {
  readonly launch: LaunchTask;
  /** Most tasks of a service. */
  readonly tasks: number;
  list(): Promise<ContainerState[]>;
  remove(): Promise<void>;
}

/** Are of this machine, and not of the image. */
const notPassed = new Set(['PATH', 'NODE_COMPILE_CACHE']);

const withOwn = (environment: Readonly<Record<string, string>>) =>
  ({ ...process.env, ...environment }) as Record<string, string>;

export const runContainers = (tag: string): Containers => {
  const run = randomUUID();
  const label = `tandem.run=${run}`;

  const launch: LaunchTask = ({ name, task }, environment) => {
    const { user, readOnlyRoot, initProcess, droppedCapabilities } = task.container.isolation;
    const variables = Object.keys(environment).filter((variable) => !notPassed.has(variable));
    const { cpu, memoryMiB } = task;
    const flags = [
      // The AWS endpoint listens on the loopback of this machine only.
      '--network=host',
      '--security-opt=no-new-privileges',
      `--label=${label}`,
      `--label=tandem.service=${name}`,
      ...(user === undefined ? [] : [`--user=${user}`]),
      ...(readOnlyRoot ? ['--read-only'] : []),
      ...(initProcess ? ['--init'] : []),
      ...droppedCapabilities.map((capability) => `--cap-drop=${capability}`),
      ...(cpu === undefined ? [] : [`--cpus=${cpu / 1024}`]),
      ...(memoryMiB === undefined ? [] : [`--memory=${memoryMiB}m`]),
      // By name only: values are in nobody's list of processes.
      ...variables.map((variable) => `--env=${variable}`),
    ];
    return {
      command: 'docker',
      arguments: ['run', ...flags, imageName(name, tag)],
      directory: task.container.directory,
      environment: withOwn(environment),
    };
  };

  return {
    launch,
    // One goes on while the other is stopped.
    tasks: 2,
    list: () => listContainers(label, 'tandem.service'),
    remove: () => removeContainers(label),
  };
};

/** The plugin of Docker, or the program that came before it. */
const composeCommand = (): readonly [string, ...string[]] => {
  const works = (command: string, ...args: string[]) =>
    spawnSync(command, [...args, 'version'], { stdio: 'ignore' }).status === 0;
  if (works('docker', 'compose')) return ['docker', 'compose'];
  if (works('docker-compose')) return ['docker-compose'];
  throw new DockerError('there is neither docker compose nor docker-compose');
};

export const composedContainers = (tag: string): Containers => {
  const [command, ...first] = composeCommand();
  const project = `tandem-${randomUUID().slice(0, 8)}`;
  const label = `com.docker.compose.project=${project}`;

  const launch: LaunchTask = ({ name }, environment) => {
    const { PORT = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;
    const prefix = name.toUpperCase();
    return {
      command,
      arguments: [...first, '-f', 'containers/compose.yaml', '-p', project, 'up', name],
      directory: '.',
      environment: {
        ...withOwn(environment),
        TAG: tag,
        [`${prefix}_PORT`]: PORT,
        [`${prefix}_ACCESS_KEY_ID`]: AWS_ACCESS_KEY_ID,
        [`${prefix}_SECRET_ACCESS_KEY`]: AWS_SECRET_ACCESS_KEY,
      },
    };
  };

  return {
    launch,
    tasks: 1,
    list: () => listContainers(label, 'com.docker.compose.service'),
    remove: () => removeContainers(label),
  };
};
